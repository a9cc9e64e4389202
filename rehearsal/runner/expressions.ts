import { Lexer, Parser, data } from "@actions/expressions";
import type { Expr } from "@actions/expressions/ast";
import type { FunctionDefinition } from "@actions/expressions/funcs/info";
import { isBasicExpression, isMapping, isScalar, isSequence } from "@actions/workflow-parser";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import { InsertExpressionToken } from "@actions/workflow-parser/templates/tokens/index";
import { RunnerEvaluator, environmentData, toData, toJson } from "./evaluator.ts";

/** A plain value of an expression. */
export type Value = null | string | number | boolean | Value[] | { [key: string]: Value };

/** Values of github, env, inputs, ... A missing context evaluates to null. */
export type Contexts = Readonly<Record<string, Value | undefined>>;

/** The functions whose results depend on the place of an expression. */
export interface Functions {
  success(): boolean;
  failure(): boolean;
  cancelled(): boolean;
  /** Only defined for steps, which have files to hash. */
  hashFiles?(patterns: string[]): string;
}

const CONTEXTS = [
  "github",
  "env",
  "vars",
  "job",
  "jobs",
  "steps",
  "runner",
  "secrets",
  "strategy",
  "matrix",
  "needs",
  "inputs",
];

const STATUS = ["success", "failure", "cancelled", "always"].map((name) => ({
  name,
  minArgs: 0,
  maxArgs: 0,
}));
const HASH = { name: "hashFiles", minArgs: 1, maxArgs: 255 };

/** For expressions outside of jobs and steps, where no status function is allowed. */
const NO_FUNCTIONS: Functions = {
  success: () => true,
  failure: () => false,
  cancelled: () => false,
};

const fromData = (value: data.ExpressionData): Value =>
  JSON.parse(JSON.stringify(value, data.replacer)) as Value;

function definitions(functions: Functions): Map<string, FunctionDefinition> {
  const status: Record<string, () => boolean> = {
    success: () => functions.success(),
    failure: () => functions.failure(),
    cancelled: () => functions.cancelled(),
    always: () => true,
  };
  const hash = (...args: data.ExpressionData[]) =>
    new data.StringData(functions.hashFiles?.(args.map((arg) => arg.coerceString())) ?? "");
  const answers = STATUS.map((info): [string, FunctionDefinition] => [
    info.name,
    { ...info, call: () => new data.BooleanData(status[info.name]?.() ?? false) },
  ]);
  return new Map([
    ...answers,
    ["hashfiles", { ...HASH, call: hash }],
    ["tojson", { name: "toJson", minArgs: 1, maxArgs: 1, call: toJson }],
  ]);
}

/**
 * Returns the syntax tree of an expression. GitHub's lexer (expressions 0.3.61, consumeString) unescapes only the first
 * doubled quote of a string, so `echo '${{ x }}'` would end in two quotes. Therefore strings are read again from the
 * source text.
 * @throws Error for an expression that cannot be parsed
 */
function parseExpression(source: string): Expr {
  const tokens = new Lexer(source).lex().tokens.map((token) => {
    const isString = typeof token.value === "string" && token.lexeme.startsWith("'");
    return isString ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") } : token;
  });
  return new Parser(tokens, CONTEXTS, [...STATUS, HASH]).parse();
}

/**
 * Evaluates the inside of `${{ }}` with GitHub's own evaluator.
 * @throws Error with the evaluator's words for an expression that it refuses (for example fromJSON of invalid JSON).
 */
export function evaluate(
  source: string,
  contexts: Contexts,
  functions: Functions = NO_FUNCTIONS,
): Value {
  const lower = source.toLowerCase();
  // Only contexts that the expression names are converted: to convert the event for every `true` would be slow.
  const named = CONTEXTS.map((key) => ({
    key,
    value: (key === "env" ? environmentData : toData)(lower.includes(key) ? contexts[key] : null),
  }));
  const dictionary = new data.Dictionary(...named);
  const result = new RunnerEvaluator(parseExpression(source), dictionary, definitions(functions));
  return fromData(evaluated(source, result));
}

/** @throws Error with the expression and the evaluator's words, which do not say what was evaluated */
function evaluated(source: string, evaluator: RunnerEvaluator): data.ExpressionData {
  try {
    return evaluator.evaluate();
  } catch (error) {
    throw new Error(
      `the expression \${{ ${source} }} cannot be evaluated: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/**
 * Returns the plain value of a template token; undefined evaluates to null. The parser already turns a string that
 * contains expressions into one `format(...)` expression. As on GitHub, an expression that is an entire mapping is
 * merged into the mapping, and an array inside a sequence is merged into the sequence.
 */
export function evaluateToken(
  token: TemplateToken | undefined,
  contexts: Contexts,
  functions: Functions = NO_FUNCTIONS,
): Value {
  if (token === undefined) return null;
  if (isBasicExpression(token)) return evaluate(token.expression, contexts, functions);
  if (isMapping(token)) {
    const result: Record<string, Value> = {};
    for (const { key, value } of token) {
      // `${{ insert }}: ${{ mapping }}`
      const isInsert = key instanceof InsertExpressionToken;
      const name = evaluateToken(isInsert ? value : key, contexts, functions);
      if (name !== null && typeof name === "object" && !Array.isArray(name))
        Object.assign(result, name);
      else result[text(name)] = evaluateToken(value, contexts, functions);
    }
    return result;
  }
  if (isSequence(token))
    return [...(token as Iterable<TemplateToken>)].flatMap((item) => {
      const value = evaluateToken(item, contexts, functions);
      return isBasicExpression(item) && Array.isArray(value) ? value : [value];
    });
  return isScalar(token) ? ((token.toJSON() as Value | undefined) ?? null) : null;
}

/** Returns whether a value is truthy. Falsy are null, false, 0, NaN and "". */
export const truthy = (value: Value): boolean => Boolean(value);

/** Converts a value to a string as GitHub does: null to "", objects to "Object" and arrays to "Array". */
export const text = (value: Value | undefined): string => toData(value).coerceString();

/** Converts every value of a mapping to a string, as env and with require. */
export function texts(value: Value): Record<string, string> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, text(item)]));
}
