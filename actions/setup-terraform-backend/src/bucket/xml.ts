/**
 * Edits the XML of S3's settings as text, so that elements that this action does not know stay in it. The elements of a
 * setting have no attributes, except the namespace of the outermost element, and no element contains an element of its
 * own name.
 */

/**
 * Returns the XML with a child element in a parent element. The child replaces the child of the same name, if there is
 * one.
 */
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

/** Returns the texts of all elements of a name. */
export const elementsOf = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(elementOf(name), "g"))].map(([element]) => element);

/** Matches the first element of a name: its start tag, and what is in it. */
const elementOf = (name: string): RegExp =>
  new RegExp(`(<${name}(?:\\s[^>]*)?>)([^]*?)</${name}>|<${name}\\s*/>`);

export const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Returns a document in the namespace of S3. */
export const documentOf = (root: string, content: string): string =>
  `<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${root}>`;
