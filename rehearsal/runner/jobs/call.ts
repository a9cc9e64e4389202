import { evaluateToken, texts, type Value } from "../expressions.ts";
import { callInputs } from "../load/inputs.ts";
import { jobPermissions } from "../load/permissions.ts";
import { at, mappingAt, written, type JobDefinition, type Workflow } from "../load/workflow.ts";
import { heldBy } from "./concurrency.ts";
import {
  jobContexts,
  passableSecrets,
  varsOf,
  type Instance,
  type JobOutcome,
  type Scope,
} from "./scope.ts";
import { combineConclusions } from "./status.ts";

/** Returns the secrets of the called workflow: all of the caller's, or those that the caller passes by name. */
function secretsFor(scope: Scope, job: JobDefinition, instance: Instance): Record<string, string> {
  const token = job.token.find("secrets");
  if (written(token) === "inherit") return { ...scope.secrets };
  const given = texts(
    evaluateToken(token, { ...jobContexts(scope, instance), secrets: passableSecrets(scope) }),
  );
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
}

/**
 * Returns the outputs that a workflow declares under on.workflow_call, from the jobs that ran. Empty outputs are
 * omitted.
 */
export function workflowOutputs(
  scope: Scope,
  jobs: ReadonlyMap<string, JobOutcome>,
): Record<string, string> {
  const declared = mappingAt(scope.workflow.root, "on", "workflow_call", "outputs");
  const contexts = {
    github: scope.run.github,
    inputs: scope.inputs,
    vars: varsOf(scope.run),
    jobs: Object.fromEntries(jobs) as unknown as Record<string, Value>,
  };
  const values = [...(declared ?? [])].map(({ key, value }) => [
    key.toString(),
    evaluateToken(at(value, "value"), contexts),
  ]);
  const outputs = texts(Object.fromEntries(values) as Value);
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== ""));
}

/**
 * Runs the workflow that a job calls. The job's result is the combined result of the workflow's jobs.
 * @throws Error for an input of the wrong type; Deadlock
 */
export async function callWorkflow(
  scope: Scope,
  job: JobDefinition,
  called: Workflow,
  instance: Instance,
  labels: { id: string; name: string },
  runJobs: (scope: Scope) => Promise<ReadonlyMap<string, JobOutcome>>,
): Promise<JobOutcome> {
  const contexts = jobContexts(scope, instance);
  const given = evaluateToken(job.token.find("with"), contexts);
  const values = {
    ...scope.run.request.calledWith,
    ...(given !== null && typeof given === "object" && !Array.isArray(given) ? given : {}),
  };
  const shared = { github: scope.run.github, vars: varsOf(scope.run) };
  const inputs = callInputs(called, values, shared);
  const inner: Scope = {
    run: scope.run,
    workflow: called,
    inputs,
    secrets: secretsFor(scope, job, instance),
    ceiling: jobPermissions(job, scope.workflow, scope.ceiling),
    ids: [labels.id],
    names: [labels.name],
    held: heldBy(called, { ...shared, inputs }, scope.held, job.id),
    signal: instance.signal,
  };
  const jobs = await runJobs(inner);
  const result = combineConclusions([...jobs.values()].map((one) => one.result));
  return { result, outputs: workflowOutputs(inner, jobs) };
}
