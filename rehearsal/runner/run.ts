import { workflowOutputs } from "./jobs/call.ts";
import { isFromFork } from "./jobs/fork.ts";
import { githubContext, refOf } from "./jobs/context.ts";
import { heldBy } from "./jobs/concurrency.ts";
import { runJobs } from "./jobs/graph.ts";
import { varsOf, type Run, type Scope } from "./jobs/scope.ts";
import { combineConclusions } from "./jobs/status.ts";
import { dispatchInputs } from "./load/inputs.ts";
import { loadWorkflow } from "./load/read.ts";
import type { RunRequest, RunResult, Timing } from "./request.ts";

const TIMING: Timing = { interrupt: 7500, terminate: 2500, drain: 5000, minute: 60_000 };

/**
 * Runs a workflow and everything that it calls, as GitHub would, until its last job has ended. Failed jobs are part of
 * the result.
 * @throws WorkflowError before anything runs, for a workflow, action reference or input that GitHub would refuse
 */
export async function runWorkflow(request: RunRequest): Promise<RunResult> {
  const { repository, others } = request;
  const ref = refOf(repository, request);
  const root = await loadWorkflow(request.workflow, repository, others, {
    ref,
    skipped: request.skipped ?? [],
  });
  const inputs =
    request.event.name === "workflow_dispatch" ? dispatchInputs(root, request.inputs ?? {}) : {};
  const run: Run = {
    request,
    timing: { ...TIMING, ...request.timing },
    root,
    github: githubContext(request, root),
    results: [],
    approvals: [],
    createdEnvironments: [],
    groups: new Map(),
    started: 0,
  };
  const scope: Scope = {
    run,
    workflow: root,
    inputs,
    secrets: isFromFork(request) ? {} : (request.secrets ?? {}),
    ceiling: undefined,
    ids: [],
    names: [],
    held: heldBy(root, { github: run.github, inputs, vars: varsOf(run) }, [], root.name),
    signal: request.signal ?? new AbortController().signal,
  };
  const jobs = await runJobs(scope);
  const result = combineConclusions([...jobs.values()].map((job) => job.result));
  return {
    ok: result === "success" || result === "skipped",
    result,
    jobs: run.results,
    approvals: run.approvals,
    createdEnvironments: run.createdEnvironments,
    outputs: workflowOutputs(scope, jobs),
  };
}
