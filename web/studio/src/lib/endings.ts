/** What an episode ends on, which the house tells in English: `a threat`, `threat`. */
import { wMaybe } from "../words/index.svelte";

export function endsOn(ending: string): string {
  const name = ending === "nothing open" ? "nothing" : (ending.split(" ").at(-1) ?? "");
  return wMaybe(`make.ends.${name}`) ?? ending;
}
