/** One step of a path: a field, an index in a list (negative: from its end), or the entries with a value in a field. */
type Step = { field: string } | { index: number } | { where: readonly string[]; equals: string };

/** A path into an object, as text and as steps. */
export interface JsonPath {
  text: string;
  steps: readonly Step[];
}

/** The accepted form; it completes "Expected ...". */
export const JSON_PATH_FORM =
  'fields, [number], [\'key\'] and [?(@.field=="value")], for example {.status.conditions[?(@.type=="Ready")].status}';

/** The text is not a path, or has a form that is not supported; the message says which part. */
export class NotAPath extends Error {}

/** The parts of a path, each with its step. The first part that matches counts. */
const PARTS: readonly [RegExp, (...groups: (string | undefined)[]) => Step][] = [
  [/^\.([A-Za-z_][\w-]*(?:\\\.[\w-]+)*)/, (name = "") => ({ field: name.replaceAll("\\.", ".") })],
  [/^\[(-?\d+)\]/, (index = "") => ({ index: Number(index) })],
  [/^\['([^']+)'\]/, (field = "") => ({ field })],
  [/^\["([^"]+)"\]/, (field = "") => ({ field })],
  [
    /^\[\?\(\s*@\.([\w.-]+)\s*==\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+))\s*\)\]/,
    (field = "", ...values) => ({
      where: field.split("."),
      equals: values.find((value) => value !== undefined) ?? "",
    }),
  ],
];

/**
 * Reads a path as `kubectl wait` accepts it: `{.status.phase}`, also without braces or the first dot. A dot in a key is
 * written as `\.` or in quotes. Paths that return several values (`*`, `..`, slices) are not supported, because a
 * single value is compared.
 * https://kubernetes.io/docs/reference/kubectl/jsonpath/
 * @throws NotAPath
 */
export function parseJsonPath(text: string): JsonPath {
  const inner = /^\{(.*)\}$/s.exec(text.trim())?.[1] ?? text.trim();
  const path = inner.replace(/^\$/, "");
  const steps: Step[] = [];
  let rest = /^[.[]/.test(path) ? path : `.${path}`;
  if (rest === ".") throw new NotAPath("the path is empty");
  while (rest !== "") {
    const [length, step] = readStep(rest);
    steps.push(step);
    rest = rest.slice(length);
  }
  return { text, steps };
}

function readStep(rest: string): [number, Step] {
  for (const [pattern, stepOf] of PARTS) {
    const match = pattern.exec(rest);
    if (match !== null) return [match[0].length, stepOf(...match.slice(1))];
  }
  throw new NotAPath(`"${rest}" is not supported in a path`);
}

/** Returns the value at a path; undefined if there is none. */
export const valueAt = (object: unknown, { steps }: JsonPath): unknown =>
  steps.reduce<unknown>(follow, object);

function follow(value: unknown, step: Step): unknown {
  if ("field" in step) return fieldOf(value, step.field);
  if (!Array.isArray(value)) return undefined;
  if ("index" in step) return (value as unknown[]).at(step.index);
  return (value as unknown[]).find((entry) => {
    const found = step.where.reduce(fieldOf, entry);
    return found !== undefined && textOf(found) === step.equals;
  });
}

const fieldOf = (value: unknown, field: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, field)
    ? (value as Record<string, unknown>)[field]
    : undefined;

/** Returns a value as it is compared and shown: a text unchanged, any other value as JSON. */
export const textOf = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);
