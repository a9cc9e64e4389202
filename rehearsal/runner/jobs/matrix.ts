import { isObject } from "../../base/object.ts";
import { evaluate, text, type Value } from "../expressions.ts";

export type Combination = Record<string, Value>;

/** One combination of a matrix, and the part of it that appears in the job's name. */
export interface Cell {
  matrix: Combination;
  /** Without the values that an include adds. */
  named: Combination;
}

/**
 * Returns whether a value matches a filter. Only the filter's scalars are compared, as with `==` in expressions:
 * case-insensitively, and 18 equals '18'. Additional entries of a mapping or list are ignored.
 * https://github.com/actions/runner/blob/main/src/Sdk/WorkflowParser/Conversion/MatrixBuilder.cs (MatrixFilter)
 */
function fits(value: Value | undefined, filter: Value): boolean {
  if (Array.isArray(filter)) {
    const items = Array.isArray(value) ? value : [];
    return filter.every((one, index) => fits(items[index], one));
  }
  if (isObject(filter)) {
    const own = isObject(value) ? value : {};
    return Object.entries(filter).every(([name, one]) => fits(valueOf(own, name), one));
  }
  return evaluate("matrix[0] == matrix[1]", { matrix: [value ?? null, filter] }) === true;
}

/** Returns the value under a case-insensitive name. */
function valueOf(combination: Combination, name: string): Value | undefined {
  const lower = name.toLowerCase();
  return Object.entries(combination).find(([key]) => key.toLowerCase() === lower)?.[1];
}

const has = (combination: Combination, name: string): boolean =>
  valueOf(combination, name) !== undefined;

function entriesOf(name: "include" | "exclude", value: Value | undefined): Combination[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((item) => isObject(item)))
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

/** Returns the combinations that are not excluded, in their order. */
function withoutExcluded(axes: Combination, exclude: readonly Combination[]): Combination[] {
  for (const filter of exclude) {
    if (Object.keys(filter).length === 0)
      throw new Error("Matrix exclude filter must not be empty");
    const unknown = Object.keys(filter).find((key) => !has(axes, key));
    if (unknown !== undefined)
      throw new Error(`Matrix exclude key '${unknown}' does not match any key within the matrix`);
  }
  return product(axes).filter((one) => !exclude.some((filter) => fits(one, filter)));
}

/** Sets a value under a case-insensitive name. */
function set(combination: Combination, name: string, value: Value): void {
  const lower = name.toLowerCase();
  const known = Object.keys(combination).find((key) => key.toLowerCase() === lower);
  combination[known ?? name] = value;
}

/** Adds an include to all cells that it matches. If it matches none, it becomes a new combination. */
function include(cells: readonly Cell[], axes: Combination, item: Combination): Combination[] {
  const entries = Object.entries(item);
  if (entries.length === 0) throw new Error("Matrix include mapping does not contain any values");
  const filter = Object.fromEntries(entries.filter(([key]) => has(axes, key)));
  const extra = entries.filter(([key]) => !has(axes, key));
  const fitting = cells.filter(({ named }) => fits(named, filter));
  for (const { matrix } of fitting) for (const [key, value] of extra) set(matrix, key, value);
  return fitting.length > 0 ? [] : [{ ...filter, ...Object.fromEntries(extra) }];
}

/**
 * Returns the combinations of an evaluated `strategy.matrix`, in GitHub's order. An include extends every original
 * combination whose axes it does not change. If there is no such combination, it becomes a new one. Without a matrix,
 * there is one empty combination.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix
 * @throws Error for a matrix that GitHub refuses
 */
export function combinations(matrix: Value | undefined): Cell[] {
  if (matrix === undefined || matrix === null) return [{ matrix: {}, named: {} }];
  if (!isObject(matrix)) throw new Error(`matrix must be a mapping, got ${JSON.stringify(matrix)}`);
  const { include: includes, exclude, ...axes } = matrix;
  const originals = withoutExcluded(axes, entriesOf("exclude", exclude));
  const cells = originals.map((named) => ({ matrix: { ...named }, named }));
  const added = entriesOf("include", includes).flatMap((item) => include(cells, axes, item));
  const all = [...cells, ...added.map((one) => ({ matrix: one, named: one }))];
  if (all.length === 0) throw new Error("Matrix must define at least one combination");
  return all;
}

/** Makes the matrix context of a job: null without a matrix, so that toJSON(matrix) is null. */
export const matrixContext = (combination: Combination): Value =>
  Object.keys(combination).length === 0 ? null : combination;

/** Returns what GitHub appends to a job's name: " (a, 1)", or "" if there is nothing to append. */
export function suffix(named: Combination): string {
  const values = leaves(named).filter((value) => value !== "");
  return values.length > 0 ? ` (${values.join(", ")})` : "";
}

/** Returns the scalars in a value, as strings. */
const leaves = (value: Value): string[] =>
  typeof value === "object" && value !== null
    ? Object.values(value).flatMap((item) => leaves(item))
    : [text(value)];

/** https://github.com/actions/runner/blob/main/src/Sdk/WorkflowParser/Conversion/JobNameBuilder.cs */
const NAME_LENGTH = 100;

/** Returns a job's name with the values of its combination, cut to the length that GitHub shows. */
export function matrixName(name: string, named: Combination): string {
  const whole = name + suffix(named);
  return whole.length > NAME_LENGTH ? `${whole.slice(0, NAME_LENGTH - 3)}...` : whole;
}
