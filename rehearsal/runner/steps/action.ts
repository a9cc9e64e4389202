import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { NoOperationTraceWriter } from "@actions/workflow-parser";
import { convertActionTemplate, parseAction } from "@actions/workflow-parser/actions/index";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import { evaluateToken, text, texts } from "../expressions.ts";
import { WorkflowError, parserProblems } from "../load/problems.ts";
import { at, written } from "../load/workflow.ts";
import { onOneLine } from "../load/yaml-lines.ts";
import { readSteps, type StepDefinition } from "../load/steps.ts";
import { contextsFor, functionsFor, type Invocation } from "./invocation.ts";

export interface ActionInput {
  id: string;
  fallback: TemplateToken | undefined;
  deprecation: string | undefined;
}

export interface NodeAction {
  kind: "node";
  main: string;
  pre: string | undefined;
  preIf: string;
  post: string | undefined;
  postIf: string;
}

export interface CompositeAction {
  kind: "composite";
  steps: StepDefinition[];
  outputs: { id: string; value: TemplateToken | undefined }[];
}

export interface Action {
  name: string;
  /** The folder of action.yml. */
  directory: string;
  inputs: ActionInput[];
  runs: NodeAction | CompositeAction;
}

const NODE = ["node20", "node24"];

function runsOf(
  template: ReturnType<typeof convertActionTemplate>,
  root: TemplateToken,
  file: string,
): Action["runs"] {
  const using = written(at(root, "runs", "using"));
  const { runs } = template;
  if (using === "composite" && runs.using === "composite") {
    const steps = readSteps(runs.steps, at(root, "runs", "steps"));
    const outputs = (template.outputs ?? []).map(({ id, value }) => ({ id, value }));
    return { kind: "composite", steps, outputs };
  }
  if (!NODE.includes(using) || !("main" in runs))
    throw new WorkflowError(
      [
        {
          file,
          message: `'using: ${using}' is not supported, use ${NODE.join(", ")} or composite`,
        },
      ],
      "The action is not valid.",
    );
  return {
    kind: "node",
    main: runs.main,
    pre: runs.pre,
    preIf: runs.preIf ?? "always()",
    post: runs.post,
    postIf: runs.postIf ?? "always()",
  };
}

/**
 * Reads action.yml with GitHub's own parser.
 * @param label how people call the action, for messages
 * @throws WorkflowError with file, line and column; Error when there is no action in the folder
 */
export function readAction(directory: string, label: string): Action {
  const name = ["action.yml", "action.yaml"].find((one) => existsSync(path.join(directory, one)));
  if (name === undefined)
    throw new Error(
      `Can't find 'action.yml' or 'action.yaml' under '${label}'. Did you forget to run actions/checkout before running your local action?`,
    );
  const file = `${label}/${name}`;
  const content = onOneLine(readFileSync(path.join(directory, name), "utf8"));
  const parsed = parseAction({ name: file, content }, new NoOperationTraceWriter());
  const root = parsed.value;
  const template = root && convertActionTemplate(parsed.context, root);
  const problems = parserProblems(parsed.context, file);
  if (!root || !template || problems.length > 0)
    throw new WorkflowError(problems, "The action is not valid.");
  const inputs = (template.inputs ?? []).map((input) => ({
    id: input.id,
    fallback: input.default,
    deprecation: input.deprecationMessage,
  }));
  return { name: template.name, directory, inputs, runs: runsOf(template, root, file) };
}

/**
 * The inputs of an action as strings: what `with` gives, and defaults, which may be expressions and are "" when there
 * are none. Like the runner it warns of names the action does not have, and hands them over all the same.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionManifestManager.cs (ConvertInputs)
 */
export function actionInputs(
  invocation: Invocation,
  known: readonly ActionInput[],
): Record<string, string> {
  const { log } = invocation.frame.job;
  const token = invocation.step.with;
  const given = texts(evaluateToken(token, contextsFor(invocation), functionsFor(invocation)));
  const isGiven = (id: string) =>
    Object.keys(given).some((name) => name.toLowerCase() === id.toLowerCase());
  const ids = new Set(known.map(({ id }) => id.toLowerCase()));
  const unknown = Object.keys(given).filter((name) => !ids.has(name.toLowerCase()));
  if (unknown.length > 0)
    log.warning(
      `Unexpected input(s) ${list(unknown)}, valid inputs are [${list(known.map(({ id }) => id))}]`,
    );
  const inputs: Record<string, string> = {};
  for (const { id, fallback, deprecation } of known)
    if (isGiven(id)) {
      if (deprecation !== undefined)
        log.warning(`Input '${id}' has been deprecated with message: ${deprecation}`);
    } else
      inputs[id] = text(evaluateToken(fallback, contextsFor(invocation), functionsFor(invocation)));
  return { ...inputs, ...given };
}

const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(", ");

/** INPUT_* variables: upper case, spaces become underscores, hyphens stay. */
export const inputEnvironment = (inputs: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`,
      value,
    ]),
  );
