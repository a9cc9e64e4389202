import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { NoOperationTraceWriter } from "@actions/workflow-parser";
import { convertActionTemplate, parseAction } from "@actions/workflow-parser/actions/index";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import { WorkflowError, parserProblems } from "../load/problems.ts";
import type { Origin } from "../load/references.ts";
import { readSteps } from "../load/steps.ts";
import { at, written, type StepDefinition } from "../load/workflow.ts";
import { onOneLine } from "../load/yaml-lines.ts";

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

/** An action, and the origin that `$/` in its steps refers to. */
export interface ResolvedAction {
  action: Action;
  origin: Origin;
}

/**
 * The Node versions of actions. The runner runs actions for an old version with the oldest Node that it has:
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/HandlerFactory.cs
 */
const NODE = ["node12", "node16", "node20", "node24"];

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
 * @param label the action's name for messages
 * @throws WorkflowError with file, line and column; Error if there is no action in the folder
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
