/** What is said in a WebVTT file, a cue a line, without marks. */
export function cues(text: string): string[] {
  return text
    .replaceAll("\r\n", "\n")
    .split(/\n\n+/)
    .slice(1)
    .flatMap((block) => {
      const lines = block.split("\n");
      const times = lines.findIndex((line) => line.includes("-->"));
      if (times < 0) return [];
      const said = lines
        .slice(times + 1)
        .join(" ")
        .replaceAll(/<[^>]*>/g, "")
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&amp;", "&")
        .trim();
      return said ? [said] : [];
    });
}
