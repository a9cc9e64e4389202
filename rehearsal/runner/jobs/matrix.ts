import type { Value } from "../expressions.ts";

export type Combination = Record<string, Value>;

const same = (a: Value | undefined, b: Value | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

const isObject = (value: Value | undefined): value is Record<string, Value> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function entriesOf(name: "include" | "exclude", value: Value | undefined): Combination[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(isObject))
    throw new Error(`matrix ${name} must be a list of mappings, got ${JSON.stringify(value)}`);
  return value;
}

function product(axes: Record<string, Value>): Combination[] {
  const names = Object.keys(axes);
  let combinations: Combination[] = names.length > 0 ? [{}] : [];
  for (const name of names) {
    const values = axes[name];
    if (!Array.isArray(values) || values.length === 0)
      throw new Error(`Matrix vector '${name}' does not contain any values`);
    combinations = combinations.flatMap((c) => values.map((value) => ({ ...c, [name]: value })));
  }
  return combinations;
}

/**
 * The combinations of an evaluated `strategy.matrix`, in GitHub's order. An include extends every original
 * combination whose axes it does not change; when there is none it is a combination of its own.
 * Without a matrix there is one empty combination.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix
 */
export function combinations(matrix: Value | undefined): Combination[] {
  if (matrix === undefined || matrix === null) return [{}];
  if (!isObject(matrix)) throw new Error(`matrix must be a mapping, got ${JSON.stringify(matrix)}`);
  const { include, exclude, ...axes } = matrix;
  const excluded = entriesOf("exclude", exclude);
  const originals = product(axes).filter(
    (c) => !excluded.some((e) => Object.entries(e).every(([key, value]) => same(c[key], value))),
  );
  const extended = originals.map((c) => ({ ...c }));
  const added: Combination[] = [];
  for (const extra of entriesOf("include", include)) {
    const fits = (c: Combination) =>
      Object.entries(extra).every(([key, value]) => !(key in axes) || same(c[key], value));
    const matching = extended.filter((_, index) => fits(originals[index] ?? {}));
    for (const c of matching) Object.assign(c, extra);
    if (matching.length === 0) added.push({ ...extra });
  }
  const all = [...extended, ...added];
  if (all.length === 0) throw new Error("Matrix must define at least one combination");
  return all;
}

/** What GitHub appends to a job's name: " (a, 1)", or "" for a job without a matrix. */
export function suffix(combination: Combination): string {
  const values = Object.values(combination).flatMap((value) => leaves(value));
  return values.length > 0 ? ` (${values.join(", ")})` : "";
}

function leaves(value: Value): string[] {
  if (value === null) return [];
  return typeof value === "object"
    ? Object.values(value).flatMap((item) => leaves(item))
    : [String(value)];
}
