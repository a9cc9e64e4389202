/** An element read from XML: its text, or its children by name, in order. */
export interface Element {
  name: string;
  text: string;
  children: Element[];
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replace(/[\r\n]/g, (char) => `&#${char.charCodeAt(0)};`);
}

type Value = string | number | boolean | undefined | XmlValue | Value[];
export interface XmlValue {
  [name: string]: Value;
}

/** Writes elements in the order of the object's keys. An array repeats its element; undefined omits the element. */
function elements(value: XmlValue): string {
  return Object.entries(value)
    .map(([name, content]) => element(name, content))
    .join("");
}

function element(name: string, content: Value): string {
  if (content === undefined) return "";
  if (Array.isArray(content)) return content.map((item) => element(name, item)).join("");
  const inner = typeof content === "object" ? elements(content) : escapeXml(String(content));
  return `<${name}>${inner}</${name}>`;
}

/** Writes a complete document with its root element and namespace. */
export function xmlDocument(root: string, namespace: string, value: XmlValue): string {
  const attribute = namespace === "" ? "" : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${elements(value)}</${root}>`;
}

/**
 * Reads the plain XML that AWS clients send: elements and text. Attributes, comments and declarations are skipped.
 * @throws SyntaxError if tags do not match
 */
export function parseXml(text: string): Element {
  const root: Element = { name: "", text: "", children: [] };
  const open = [root];
  const token = /<!--[\s\S]*?-->|<[?!][^>]*>|<\/([^\s>]+)\s*>|<([^\s/>]+)[^>]*?(\/?)>|([^<]+)/g;
  for (const [, closing, opening, empty, content] of text.matchAll(token)) {
    const current = open.at(-1) ?? root;
    if (closing !== undefined) {
      if (open.length < 2 || current.name !== localName(closing))
        throw new SyntaxError(`</${closing}> closes nothing`);
      open.pop();
    } else if (opening !== undefined) {
      const child = { name: localName(opening), text: "", children: [] };
      current.children.push(child);
      if (empty === "") open.push(child);
    } else if (content !== undefined) current.text += unescapeXml(content);
  }
  const [first] = root.children;
  if (first === undefined || open.length !== 1) throw new SyntaxError("not a whole XML document");
  return first;
}

function child(parent: Element, name: string): Element | undefined {
  return parent.children.find((candidate) => candidate.name === name);
}

/** Returns the text of a child element, without surrounding whitespace; undefined if there is no such child. */
export function childText(parent: Element, name: string): string | undefined {
  return child(parent, name)?.text.trim();
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function unescapeXml(text: string): string {
  return text.replace(/&(#x?[0-9a-fA-F]+|\w+);/g, (whole, entity: string) => {
    if (entity.startsWith("#x")) return String.fromCodePoint(parseInt(entity.slice(2), 16));
    if (entity.startsWith("#")) return String.fromCodePoint(Number(entity.slice(1)));
    return Object.hasOwn(ENTITIES, entity) ? (ENTITIES[entity] ?? whole) : whole;
  });
}
