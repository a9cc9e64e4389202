import { evaluate, type Value } from "../expressions.ts";

export type Combination = Record<string, Value>;

/** As `==` in expressions: letters without case, 18 equals '18'. What holds other values is equal part by part. */
function same(a: Value | undefined, b: Value | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, index) => same(one, b[index]));
  if (isObject(a) && isObject(b)) {
    const names = Object.keys(a);
    return (
      names.length === Object.keys(b).length &&
      names.every((name) => same(a[name], valueOf(b, name)))
    );
  }
  return evaluate("matrix[0] == matrix[1]", { matrix: [a ?? null, b ?? null] }) === true;
}

/** The value under a name, whose case does not count. */
function valueOf(combination: Combination, name: string): Value | undefined {
  const lower = name.toLowerCase();
  return Object.entries(combination).find(([key]) => key.toLowerCase() === lower)?.[1];
}

const has = (combination: Combination, name: string): boolean =>
  valueOf(combination, name) !== undefined;

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
    (c) =>
      !excluded.some((e) =>
        Object.entries(e).every(([key, value]) => same(valueOf(c, key), value)),
      ),
  );
  for (const key of excluded.flatMap((one) => Object.keys(one)))
    if (!has(axes, key))
      throw new Error(`Matrix exclude key '${key}' does not match any key within the matrix`);
  const extended = originals.map((c) => ({ ...c }));
  const added: Combination[] = [];
  for (const extra of entriesOf("include", include)) {
    const fits = (c: Combination) =>
      Object.entries(extra).every(
        ([key, value]) => !has(axes, key) || same(valueOf(c, key), value),
      );
    const matching = extended.filter((_, index) => fits(originals[index] ?? {}));
    for (const c of matching)
      for (const [key, value] of Object.entries(extra)) if (!has(axes, key)) c[key] = value;
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
