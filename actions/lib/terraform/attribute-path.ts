/** A place inside a value, step by step: names of members, indexes of lists. */
export type Path = readonly (string | number)[];

/** Returns a path as HCL writes it: spec[0].replicas, data["app.conf"]. */
export const pathText = (path: Path): string => path.reduce<string>(extendPath, "");

/** Returns the text of a path with one more step. */
export function extendPath(text: string, step: string | number): string {
  if (typeof step === "number") return `${text}[${step}]`;
  if (!isIdentifier(step)) return `${text}[${JSON.stringify(step)}]`;
  return text === "" ? step : `${text}.${step}`;
}

/** Whether a name is an identifier. Plans have few different names, and repeat each of them often. */
const IDENTIFIERS = new Map<string, boolean>();

/** Returns whether HCL writes a name without quotes. */
function isIdentifier(name: string): boolean {
  const known = IDENTIFIERS.get(name);
  if (known !== undefined) return known;
  const plain = /^[A-Za-z_][\w-]*$/.test(name);
  if (IDENTIFIERS.size < 10_000) IDENTIFIERS.set(name, plain);
  return plain;
}

/**
 * Returns whether a step is an index, or the name of an attribute: of a resource, or of a block in a list. All other
 * names are keys of a map.
 */
export function isAttribute(path: Path, at: number): boolean {
  const step = path[at];
  if (typeof step === "number") return true;
  return (at === 0 || typeof path[at - 1] === "number") && isIdentifier(step ?? "");
}
