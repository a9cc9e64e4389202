/** Text on one line, with at most `length` characters. */
export function oneLine(text: string, length = 300): string {
  const line = text
    .replaceAll(/\p{Cc}+/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}

/** An image without the host of its registry, which may hold an account number that the runner masks. */
export function shortImage(image: string): string {
  const [host = "", ...rest] = image.split("/");
  return rest.length > 0 && /[.:]|^localhost$/.test(host) ? rest.join("/") : image;
}
