import { Evaluator, data } from "@actions/expressions";
import type { Binary } from "@actions/expressions/ast";
import { isObject } from "../base/object.ts";

/**
 * Converts characters to upper case if the result is a single character, as .NET does for comparisons. ß has no such
 * upper case.
 */
const upper = (text: string): string =>
  text.replaceAll(/./gsu, (one) => {
    const big = one.toUpperCase();
    return big.length === one.length ? big : one;
  });

/** GitHub's evaluator, but with the runner's text comparison: .NET's OrdinalIgnoreCase. */
export class RunnerEvaluator extends Evaluator {
  override visitBinary(binary: Binary): data.ExpressionData {
    const { lexeme } = binary.operator;
    if (lexeme !== "==" && lexeme !== "!=") return super.visitBinary(binary);
    const [left, right] = [this.eval(binary.left), this.eval(binary.right)];
    if (left.kind !== data.Kind.String || right.kind !== data.Kind.String)
      return super.visitBinary(binary);
    const isEqual = upper(left.coerceString()) === upper(right.coerceString());
    return new data.BooleanData(isEqual === (lexeme === "=="));
  }
}

/**
 * Formats a number as the runner does, with 15 digits: 1.23456789012346E+17. .NET's format G15 uses an exponent for
 * 1E-05 and below, and for 1E+15 and above.
 * https://github.com/actions/runner/blob/main/src/Sdk/DTExpressions2/Expressions2/ExpressionConstants.cs (NumberFormat)
 */
export function numberText(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return value === 0 ? "0" : String(value);
  const [mantissa = "", exponent = ""] = value.toExponential(14).split("e");
  const power = Number(exponent);
  if (power > -5 && power < 15) return String(Number(value.toPrecision(15)));
  const sign = power < 0 ? "-" : "+";
  const digits = String(Math.abs(power)).padStart(2, "0");
  return `${mantissa.replace(/\.?0+$/, "")}E${sign}${digits}`;
}

data.NumberData.prototype.coerceString = function coerceString(): string {
  return numberText(this.value);
};

/**
 * Converts a text to a number as the runner does. JavaScript differs in three ways: it accepts 0b1, prefixes in upper
 * case, and hexadecimal numbers of more than 32 bits.
 * https://github.com/actions/runner/blob/main/src/Sdk/DTExpressions2/Expressions2/Sdk/ExpressionUtility.cs (ParseNumber)
 */
function numberIn(text: string): number {
  const trimmed = text.trim();
  const [, kind, digits] = /^0([a-z])(.+)$/i.exec(trimmed) ?? [];
  if (kind === undefined || kind.toLowerCase() === "e") return Number(trimmed);
  if (kind !== "x" && kind !== "o") return Number.NaN;
  const value = Number(trimmed);
  // The digits are those of a signed number: 0xffffffff is -1.
  return digits !== undefined && value < 2 ** 32 ? value | 0 : Number.NaN;
}

data.StringData.prototype.number = function number(): number {
  return numberIn(this.value);
};

/**
 * Writes a text as JSON as the runner does: Newtonsoft escapes the same characters as JSON, and three more line ends.
 */
const jsonText = (text: string): string =>
  JSON.stringify(text).replaceAll(
    /[\u0085\u2028\u2029]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

function jsonOf(value: data.ExpressionData, indent: string): string {
  const inner = `${indent}  `;
  const block = (open: string, items: readonly string[], close: string): string =>
    items.length === 0
      ? `${open}${close}`
      : `${open}\n${items.map((item) => `${inner}${item}`).join(",\n")}\n${indent}${close}`;
  if (value instanceof data.Array)
    return block(
      "[",
      value.values().map((item) => jsonOf(item, inner)),
      "]",
    );
  if (value instanceof data.Dictionary) {
    const pairs = value.pairs();
    const items = pairs.map((pair) => `${jsonText(pair.key)}: ${jsonOf(pair.value, inner)}`);
    return block("{", items, "}");
  }
  if (value instanceof data.StringData) return jsonText(value.value);
  return value instanceof data.Null ? "null" : value.coerceString();
}

/**
 * Does toJSON as the runner does. Its numbers are formatted like all others: 12345678901234567890 as
 * 1.23456789012346E+19.
 * https://github.com/actions/runner/blob/main/src/Sdk/DTExpressions2/Expressions2/Sdk/Functions/ToJson.cs
 */
export const toJson = (value: data.ExpressionData): data.ExpressionData =>
  new data.StringData(jsonOf(value, ""));

/**
 * Values by name, for all names: the library's own dictionary has no `constructor`. Names are compared without case. Of
 * names that differ only in case, the last value counts, as for two outputs of a step.
 * https://github.com/actions/runner/blob/main/src/Sdk/DTPipelines/Pipelines/ContextData/DictionaryContextData.cs
 */
class Fields extends data.Dictionary {
  private readonly byName = new Map<string, { key: string; value: data.ExpressionData }>();

  override add(key: string, value: data.ExpressionData): void {
    const name = key.toLowerCase();
    const known = this.byName.get(name);
    this.byName.set(name, { key: known?.key ?? key, value });
  }

  override get(key: string): data.ExpressionData | undefined {
    return this.byName.get(key.toLowerCase())?.value;
  }

  override values(): data.ExpressionData[] {
    return this.pairs().map(({ value }) => value);
  }

  override pairs(): ReturnType<data.Dictionary["pairs"]> {
    return [...this.byName.values()];
  }
}

/** Converts a plain value. What JSON leaves out is left out: a field without a value, for example. */
export function toData(value: unknown): data.ExpressionData {
  if (typeof value === "string") return new data.StringData(value);
  if (typeof value === "number") return new data.NumberData(value);
  if (typeof value === "boolean") return new data.BooleanData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(toData));
  if (!isObject(value)) return new data.Null();
  const fields = new Fields();
  for (const [key, item] of Object.entries(value))
    if (item !== undefined) fields.add(key, toData(item));
  return fields;
}

/** Variables by name. The names are case-sensitive if those of the operating system are. */
class Variables extends data.Dictionary {
  private readonly byName = new Map<string, data.ExpressionData>();

  override add(key: string, value: data.ExpressionData): void {
    if (!this.byName.has(key)) this.byName.set(key, value);
  }

  override get(key: string): data.ExpressionData | undefined {
    return this.byName.get(key);
  }

  override values(): data.ExpressionData[] {
    return [...this.byName.values()];
  }

  override pairs(): ReturnType<data.Dictionary["pairs"]> {
    return [...this.byName].map(([key, value]) => ({ key, value }));
  }
}

/**
 * Makes the env context.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/StepsRunner.cs (CaseSensitiveDictionaryContextData)
 */
export function environmentData(env: unknown): data.ExpressionData {
  const variables = process.platform === "win32" ? new data.Dictionary() : new Variables();
  for (const [name, value] of Object.entries(env ?? {}))
    if (typeof value === "string") variables.add(name, new data.StringData(value));
  return variables;
}
