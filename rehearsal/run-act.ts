import type { Cancel } from "./cancel.ts";
import type { Act } from "./commands.ts";
import { passGate, type RunRecord } from "./github/index.ts";
import { resultOf, type Result } from "./report/result.ts";
import { compareStates, readStates } from "./report/states.ts";
import { printTree } from "./report/tree.ts";
import type { Deployment, RunRequest } from "./runner/request.ts";
import { runWorkflow } from "./runner/run.ts";
import type { Setup } from "./world/account.ts";
import { environmentOf } from "./world/environment.ts";
import { CONSUMER, pipelineRepository } from "./world/repositories.ts";
import type { World } from "./world/start.ts";
import type { Run } from "./runs.ts";

interface Performance {
  act: Act;
  run: Run;
  setup: Setup;
  world: World;
  cancel: Cancel;
  /** The node binary that runs the actions. */
  node: string;
  rehearsal: { event: string; fail?: string; reject?: boolean; verbose: boolean };
}

/** Runs the workflow of an act in the world, and says what it did. */
export async function runAct(performance: Performance): Promise<Result> {
  const { act, run, setup, world, rehearsal } = performance;
  const { pullRequest, request } = act.scenario;
  if (pullRequest !== undefined) world.github.addPullRequest(pullRequest);
  makeBucketForPlans(performance);
  const before = readStates(world.aws.s3, setup.states);
  const record = {
    ...{ repository: CONSUMER, id: 1000 + run.number, number: run.number },
    ...{ event: request.event.name, workflow: act.workflow, sha: act.repository.sha },
    ...{ attempt: run.attempt, ref: request.ref ?? act.repository.ref },
    ...headOf(request.event),
  };
  world.github.state.putRun(record);
  const finished = await runWorkflow(await requestOf(performance, record.id)).catch(
    (error: unknown) => {
      world.github.state.putRun({ ...record, conclusion: "startup_failure" });
      throw error;
    },
  );
  world.github.state.putRun({ ...record, conclusion: finished.result });
  return resultOf({
    ...{ event: rehearsal.event, record, run: finished },
    comments: world.github.state.comments,
    changes: compareStates(before, readStates(world.aws.s3, setup.states)),
  });
}

/** Where the commit of a pull request's run comes from: GitHub lists the run under it. */
function headOf({ payload }: RunRequest["event"]): Pick<RunRecord, "headSha" | "headRepository"> {
  const { head } = (payload["pull_request"] ?? {}) as {
    head?: { sha: string; repo: { full_name: string } };
  };
  return head === undefined ? {} : { headSha: head.sha, headRepository: head.repo.full_name };
}

/** A pull request can come before the first deployment, which makes the bucket. */
function makeBucketForPlans({ act, setup: { bucketForPlans, home }, world }: Performance): void {
  if (act.scenario.request.event.name !== "pull_request" || bucketForPlans === undefined) return;
  if (world.aws.s3.find(bucketForPlans) === undefined)
    world.aws.s3.create(bucketForPlans, home.accountId, home.region);
}

async function requestOf(performance: Performance, runId: number): Promise<RunRequest> {
  const { act, run, setup, world, cancel, node, rehearsal } = performance;
  const { apiUrl, graphqlUrl } = world.github;
  const print = printTree((line) => console.log(line), rehearsal.verbose);
  return {
    ...act.scenario.request,
    repository: act.repository,
    others: [{ ...pipelineRepository(), private: true }],
    workflow: act.workflow,
    vars: setup.variables,
    actor: "octocat",
    ...{ runId, runNumber: run.number, runAttempt: run.attempt },
    servers: { serverUrl: "https://github.com", apiUrl, graphqlUrl },
    credentials: (job) => world.credentials(job),
    gate: (deployment) => gateOf(performance, runId, deployment),
    environment: await environmentOf(world, run.directory),
    directory: run.directory,
    node,
    signal: cancel.signal,
    observe: (event) => {
      print(event);
      cancel.observe(event);
    },
  };
}

/** Who is asked for an approval gives it, or with --reject does not. */
function gateOf({ world, rehearsal }: Performance, runId: number, deployment: Deployment) {
  const { environment, ref } = deployment;
  const state = rehearsal.reject === true ? ("rejected" as const) : ("approved" as const);
  const review = { state, comment: `${state} in a rehearsal` };
  return passGate(world.github.state, { repository: CONSUMER, environment, ref, runId }, review);
}
