import { isBasicExpression, isBoolean, isMapping, isNumber } from "@actions/workflow-parser";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import { evaluateToken, text, type Contexts, type Value } from "../expressions.ts";
import { WorkflowError, problemAt, type Problem } from "./problems.ts";
import { at, mappingAt, written, type Workflow } from "./workflow.ts";

type Type = "string" | "number" | "boolean" | "choice" | "environment";

interface Definition {
  name: string;
  type: Type;
  required: boolean;
  fallback: TemplateToken | undefined;
  options: string[];
}

/** Reads inputs from the tokens, because GitHub's converter drops defaults that are numbers or expressions. */
function definitions(workflow: Workflow, event: string): Definition[] {
  const inputs = mappingAt(workflow.root, "on", event, "inputs");
  return [...(inputs ?? [])].map(({ key, value }) => ({
    name: key.toString(),
    type: (written(at(value, "type")) || "string") as Type,
    required: evaluateToken(at(value, "required"), {}) === true,
    fallback: at(value, "default"),
    options: optionsOf(at(value, "options")),
  }));
}

function optionsOf(token: TemplateToken | undefined): string[] {
  const options = evaluateToken(token, {});
  return Array.isArray(options) ? options.map((option) => text(option)) : [];
}

const kinds: Partial<Record<Type, (token: TemplateToken) => boolean>> = {
  boolean: isBoolean,
  number: isNumber,
};

/** Finds literal `with` values of the wrong type. GitHub's parser leaves this check to GitHub's server. */
export function checkCallTypes(
  given: TemplateToken | undefined,
  called: Workflow,
  file: string,
): Problem[] {
  if (!given || !isMapping(given)) return [];
  const known = definitions(called, "workflow_call");
  return [...given].flatMap(({ key, value }) => {
    const input = known.find((one) => one.name.toLowerCase() === key.toString().toLowerCase());
    const fits = input && kinds[input.type];
    if (!input || !fits || isBasicExpression(value) || fits(value)) return [];
    return problemAt(file, value, unexpected(written(value), input));
  });
}

const unexpected = (value: string, { name, type }: Definition): string =>
  `Unexpected value '${value}' (input '${name}' takes a ${type})`;

function typed(input: Definition, value: Value | undefined, contexts: Contexts): Value {
  const chosen = value ?? evaluateToken(input.fallback, contexts);
  switch (input.type) {
    case "boolean":
      if (chosen === null && value === undefined) return false;
      if (typeof chosen === "boolean") return chosen;
      break;
    case "number":
      if (chosen === null && value === undefined) return 0;
      if (typeof chosen === "number") return chosen;
      break;
    default:
      return text(chosen);
  }
  throw new Error(unexpected(text(chosen), input));
}

const pick = (given: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.entries(given).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];

/**
 * Returns the `inputs` of a called workflow from evaluated `with` values: defaults are filled in, and types are
 * checked.
 * @throws Error for a value of the wrong type, such as a string for a boolean (nothing is converted)
 */
export function callInputs(
  called: Workflow,
  given: Readonly<Record<string, Value>>,
  contexts: Contexts,
): Record<string, Value> {
  const inputs = definitions(called, "workflow_call").map(
    (input) => [input.name, typed(input, pick(given, input.name), contexts)] as const,
  );
  return Object.fromEntries(inputs);
}

/** Converts text to a type. Web forms and the API send text, such as "true" and "5". */
function fromText(value: Value | undefined, type: Type): Value | undefined {
  if (type === "boolean" && (value === "true" || value === "false")) return value === "true";
  if (type === "number" && typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value))
    return Number(value);
  return value;
}

/**
 * Returns a value as it arrives in the inputs context. Only booleans keep their type: a number arrives as a string, and
 * a called workflow that takes a number refuses it. https://github.com/actions/runner/issues/2848
 */
function dispatched({ type, fallback }: Definition, value: Value, given: Value | undefined): Value {
  if (type !== "number") return value;
  return given === undefined && !fallback ? "" : text(value);
}

/**
 * Returns the `inputs` of a run started by workflow_dispatch.
 * @throws WorkflowError with the words of GitHub's API: a required input that is missing, an input that the workflow
 *   does not have, a choice that is not one of the options, a value of the wrong type
 */
export function dispatchInputs(
  workflow: Workflow,
  given: Readonly<Record<string, string | number | boolean>>,
): Record<string, Value> {
  const known = definitions(workflow, "workflow_dispatch");
  const names = new Set(known.map(({ name }) => name.toLowerCase()));
  const extra = Object.keys(given).filter((name) => !names.has(name.toLowerCase()));
  const refuse = (message: string) =>
    new WorkflowError([{ file: workflow.file, message }], "The workflow cannot be dispatched.");
  if (extra.length > 0)
    throw refuse(
      `Unexpected inputs provided: ${JSON.stringify(extra)}; it has ${JSON.stringify(known.map(({ name }) => name))}`,
    );
  const values = known.map((input) => {
    const value = fromText(pick(given, input.name), input.type);
    if ((value === undefined || value === "") && input.required && !input.fallback)
      throw refuse(`Required input '${input.name}' not provided`);
    if (input.type === "choice" && value !== undefined && !input.options.includes(text(value)))
      throw refuse(
        `Provided value '${text(value)}' for input '${input.name}' not in the list of allowed values: ${input.options.join(", ")}`,
      );
    try {
      return [input.name, dispatched(input, typed(input, value, {}), value)] as const;
    } catch (error) {
      throw refuse((error as Error).message);
    }
  });
  return Object.fromEntries(values);
}
