// Text for a terminal. Widths count code points: the actions write few characters that take more than one column.

export const widthOf = (text: string): number => Array.from(text).length;

/** The minimum width of a readable column. */
const NARROWEST = 8;

/**
 * Breaks a text at its spaces into lines of at most `width` characters. A longer word is cut. Existing line breaks are
 * kept.
 * @param indent begins every line, and counts towards the width
 * @param hanging begins every line except the first of each paragraph, instead of `indent`
 */
export function wrap(text: string, width: number, indent = "", hanging = indent): string[] {
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    let line = "";
    const room = () => Math.max(NARROWEST, width - widthOf(lines.length === 0 ? indent : hanging));
    const push = () => {
      lines.push(`${lines.length === 0 ? indent : hanging}${line}`);
      line = "";
    };
    for (const word of paragraph.split(/ +/).filter((one) => one !== "")) {
      if (line !== "" && widthOf(line) + 1 + widthOf(word) > room()) push();
      let rest = Array.from(word);
      while (rest.length > room()) {
        line = rest.slice(0, room()).join("");
        rest = rest.slice(room());
        push();
      }
      line += `${line === "" ? "" : " "}${rest.join("")}`;
    }
    if (line !== "" || lines.length === 0) push();
    return lines.map((one) => one.trimEnd());
  });
}
