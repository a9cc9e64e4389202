/**
 * Edits the XML of S3's settings as text, so that elements that nobody here knows stay in it. The elements of a setting have
 * no attributes, apart from the namespace of the outermost one, and none lies in one of its own name.
 */

/** The text of a parent element with a child of this content, in the place of the one with its name. */
export function setChild(xml: string, parent: string, name: string, content: string): string {
  const whole = elementOf(parent).exec(xml);
  if (whole === null) return xml;
  const child = `<${name}>${content}</${name}>`;
  const inner = whole[2] ?? "";
  const changed = elementOf(name).test(inner)
    ? inner.replace(elementOf(name), () => child)
    : inner + child;
  return xml.replace(elementOf(parent), () => `${whole[1] ?? `<${parent}>`}${changed}</${parent}>`);
}

/** Texts of all elements of a name. */
export const elementsOf = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(elementOf(name), "g"))].map(([element]) => element);

/** The first element of a name: its start tag, and what is in it. */
const elementOf = (name: string): RegExp =>
  new RegExp(`(<${name}(?:\\s[^>]*)?>)([^]*?)</${name}>|<${name}\\s*/>`);

export const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A document of S3. */
export const documentOf = (root: string, content: string): string =>
  `<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${root}>`;
