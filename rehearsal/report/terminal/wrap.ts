// Text for a terminal. Widths count code points: what the actions write has few characters that are wider than one.

export const widthOf = (text: string): number => Array.from(text).length;

/** Narrower columns than this cannot be read. */
const NARROWEST = 8;

/**
 * Breaks a text at its spaces into lines of at most `width` characters; a longer word is cut. Lines of the text stay
 * apart.
 * @param indent begins every line, and counts
 * @param hanging begins every line but the first of each paragraph, in place of `indent`
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
