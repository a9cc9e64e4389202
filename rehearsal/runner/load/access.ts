import {
  Binary,
  ContextAccess,
  FunctionCall,
  Grouping,
  IndexAccess,
  Literal,
  Logical,
  Unary,
  type Expr,
} from "@actions/expressions/ast";
import { isBasicExpression } from "@actions/workflow-parser";
import { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import { parseExpression } from "../expressions.ts";
import { problemAt, type Problem } from "./problems.ts";
import { mappingAt, type JobDefinition, type Workflow } from "./workflow.ts";

/** What may follow a context's name: named parts, or "anything". Names are in lower case. */
type Shape = "anything" | ReadonlyMap<string, Shape>;

/** Paths like ["needs", "build", "outputs", "url"]; a part that is computed ends the path. */
function paths(node: Expr): string[][] {
  if (node instanceof IndexAccess) {
    const own = pathOf(node);
    return own ? [own, ...paths(node.index)] : [...paths(node.expr), ...paths(node.index)];
  }
  if (node instanceof Binary) return [...paths(node.left), ...paths(node.right)];
  if (node instanceof Unary) return paths(node.expr);
  if (node instanceof Grouping) return paths(node.group);
  if (node instanceof Logical || node instanceof FunctionCall)
    return node.args.flatMap((arg) => paths(arg));
  return [];
}

function pathOf(node: Expr): string[] | undefined {
  if (node instanceof ContextAccess) return [node.name.lexeme];
  if (!(node instanceof IndexAccess) || !(node.index instanceof Literal)) return undefined;
  const before = pathOf(node.expr);
  return before && [...before, node.index.literal.coerceString()];
}

function unknownPart([context = "", ...rest]: string[], shapes: Map<string, Shape>) {
  let shape = shapes.get(context.toLowerCase()) ?? "anything";
  for (const part of rest) {
    if (shape === "anything") return undefined;
    const next = shape.get(part.toLowerCase());
    if (next === undefined) return part;
    shape = next;
  }
  return undefined;
}

function names(keys: Iterable<string>): Shape {
  return new Map([...keys].map((key) => [key.toLowerCase(), "anything"]));
}

const keysOf = (mapping: Iterable<{ key: { toString(): string } }> | undefined): string[] =>
  [...(mapping ?? [])].map(({ key }) => key.toString());

/** result and outputs of one job, for `needs` and `jobs`. */
function jobShape(job: JobDefinition): Shape {
  const outputs = job.calls
    ? mappingAt(job.calls.root, "on", "workflow_call", "outputs")
    : mappingAt(job.token, "outputs");
  // A call that could not be read has a problem of its own already.
  const unreadable = job.token.find("uses") !== undefined && !job.calls;
  return new Map<string, Shape>([
    ["result", "anything"],
    ["outputs", unreadable ? "anything" : names(keysOf(outputs))],
  ]);
}

function inputShape(workflow: Workflow): Shape {
  const events = ["workflow_call", "workflow_dispatch"].map((event) =>
    mappingAt(workflow.root, "on", event, "inputs"),
  );
  return names(events.flatMap((inputs) => keysOf(inputs)));
}

function jobShapes(job: JobDefinition, workflow: Workflow): Map<string, Shape> {
  const needs = job.needs.flatMap((id) => workflow.jobs.get(id) ?? []);
  return new Map<string, Shape>([
    ["needs", new Map(needs.map((need) => [need.id.toLowerCase(), jobShape(need)]))],
    ["steps", names(job.steps.flatMap(({ id }) => (id === "" ? [] : [id])))],
    ["inputs", inputShape(workflow)],
  ]);
}

function checkExpression(
  expression: string,
  token: TemplateToken | undefined,
  file: string,
  shapes: Map<string, Shape>,
): Problem[] {
  let tree: Expr;
  try {
    tree = parseExpression(expression);
  } catch {
    // The parser has said so already, with GitHub's words.
    return [];
  }
  return paths(tree).flatMap((path) => {
    const part = unknownPart(path, shapes);
    const message = `Context access might be invalid: ${part ?? ""} (in ${path.join(".")})`;
    return part === undefined ? [] : [problemAt(file, token, message)];
  });
}

function checkTree(root: TemplateToken | undefined, file: string, shapes: Map<string, Shape>) {
  if (!root) return [];
  const problems: Problem[] = [];
  for (const [, token] of TemplateToken.traverse(root))
    if (isBasicExpression(token))
      for (const part of token.originalExpressions ?? [token])
        problems.push(...checkExpression(part.expression, part, file, shapes));
  return problems;
}

/**
 * Needs, steps, inputs and outputs that expressions name and that do not exist. GitHub's editor warns of them and its
 * server reads them as empty, which is how a deploy loses a value without a word; here they are refused.
 */
export function checkAccess(workflow: Workflow): Problem[] {
  const { file, root } = workflow;
  const jobs = [...workflow.jobs.values()];
  const done = new Map(jobs.map((job) => [job.id.toLowerCase(), jobShape(job)]));
  const shared = new Map<string, Shape>([["inputs", inputShape(workflow)]]);
  const outputs = mappingAt(root, "on", "workflow_call", "outputs");
  return [
    ...checkTree(outputs, file, new Map([...shared, ["jobs", done] as const])),
    ...["env", "concurrency", "run-name"].flatMap((key) => checkTree(root.find(key), file, shared)),
    ...jobs.flatMap((job) => {
      const shapes = jobShapes(job, workflow);
      const conditions = [job.if, ...job.steps.map((step) => step.if)];
      return [
        ...checkTree(job.token, file, shapes),
        ...conditions.flatMap((one) => checkExpression(one, job.token, file, shapes)),
      ];
    }),
  ];
}
