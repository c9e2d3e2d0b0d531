import { newId } from "./uuid";

/** Ids for what a form sends: the same content has the same id until it arrived, so that a second try after an answer
 *  that was lost does nothing twice. */
export function once(make: () => string = newId): {
  idOf: (body: unknown) => string;
  arrived: () => void;
} {
  let [content, id] = ["", ""];
  return {
    idOf(body) {
      const now = JSON.stringify(body);
      if (now !== content) [content, id] = [now, make()];
      return id;
    },
    arrived() {
      content = "";
    },
  };
}
