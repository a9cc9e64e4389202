import type { Cancel } from "./cancel.ts";
import type { PlannedRun } from "./planned-run.ts";
import { passGate, type RunRecord } from "../github/index.ts";
import { resultOf, type Result } from "../report/result.ts";
import { compareStates, readStates, withoutChangesOfOthers } from "../report/states.ts";
import { outputWidth } from "../report/terminal/width.ts";
import { printTree } from "../report/tree.ts";
import type { Deployment, Gate, RunRequest } from "../runner/request.ts";
import { runWorkflow } from "../runner/run.ts";
import type { ConcurrentRuns } from "./concurrent-runs.ts";
import type { Setup } from "../world/account.ts";
import { environmentOf } from "../world/environment.ts";
import { CONSUMER, pipelineRepository } from "../world/repositories.ts";
import type { MappedActions } from "../world/actions.ts";
import type { World } from "../world/start.ts";
import type { Run } from "./kept-runs.ts";

export interface RunRequirements {
  planned: PlannedRun;
  run: Run;
  setup: Setup;
  world: World;
  cancel: Cancel;
  others: ConcurrentRuns;
  /** The node binary that runs the actions. */
  node: string;
  actions: MappedActions;
  engines: Parameters<typeof environmentOf>[2];
  /** Inputs of called workflows that the scripted failure requires. */
  calledWith?: Readonly<Record<string, string>> | undefined;
  rehearsal: { event: string; reject?: boolean; verbose: boolean; raw?: boolean };
}

/** Runs a workflow in the world, and returns what it did. */
export async function carryOut(requirements: RunRequirements): Promise<Result> {
  const { planned, run, setup, world, rehearsal } = requirements;
  const { pullRequest, request } = planned.scenario;
  if (pullRequest !== undefined) world.github.addPullRequest(pullRequest);
  makeBucketForPlans(requirements);
  requirements.others.enter({ world, files: setup.files, sha: planned.repository.sha });
  const statesNow = () => readStates(world.aws.s3, setup.states);
  let before = statesNow();
  const record = {
    repository: CONSUMER,
    id: 1000 + run.number,
    number: run.number,
    event: request.event.name,
    workflow: planned.workflow,
    sha: planned.repository.sha,
    attempt: run.attempt,
    ref: request.ref ?? planned.repository.ref,
    ...headOf(request.event),
  };
  world.github.state.putRun(record);
  const gate = async (deployment: Deployment): Promise<Gate> => {
    const from = statesNow();
    // Changes that others made while the run waited do not count as changes of the run. Those of its earlier jobs do.
    if (await requirements.others.whileWaiting(deployment.environment))
      before = withoutChangesOfOthers(before, { from, to: statesNow() });
    return decide(requirements, record.id, deployment);
  };
  const finished = await runWorkflow(await requestOf(requirements, record.id, gate)).catch(
    (error: unknown) => {
      world.github.state.putRun({ ...record, conclusion: "startup_failure" });
      throw error;
    },
  );
  world.github.state.putRun({ ...record, conclusion: finished.result });
  return resultOf({
    event: rehearsal.event,
    record,
    run: finished,
    comments: world.github.state.comments,
    changes: compareStates(before, statesNow()),
  });
}

/** Returns the head commit and repository of a pull request. GitHub lists the run under this commit. */
function headOf({ payload }: RunRequest["event"]): Pick<RunRecord, "headSha" | "headRepository"> {
  const { head } = (payload["pull_request"] ?? {}) as {
    head?: { sha: string; repo: { full_name: string } };
  };
  return head === undefined ? {} : { headSha: head.sha, headRepository: head.repo.full_name };
}

/**
 * Creates the bucket for plans: a pull request can come before the first deployment, which normally creates the bucket.
 */
function makeBucketForPlans({
  planned,
  setup: { bucketForPlans, home },
  world,
}: RunRequirements): void {
  if (planned.scenario.request.event.name !== "pull_request" || bucketForPlans === undefined)
    return;
  if (world.aws.s3.find(bucketForPlans) === undefined)
    world.aws.s3.create(bucketForPlans, home.accountId, home.region);
}

async function requestOf(
  requirements: RunRequirements,
  runId: number,
  gate: (deployment: Deployment) => Promise<Gate>,
): Promise<RunRequest> {
  const { planned, run, setup, world, cancel, others, node, rehearsal } = requirements;
  const { apiUrl, graphqlUrl } = world.github;
  const width = outputWidth(process.stdout.columns, process.env);
  const print = printTree((line) => console.log(line), { verbose: rehearsal.verbose, width });
  return {
    ...planned.scenario.request,
    repository: planned.repository,
    others: [{ ...pipelineRepository(), private: true }, ...requirements.actions.repositories],
    workflow: planned.workflow,
    vars: setup.variables,
    secrets: { ...world.secrets, ...setup.secrets },
    environmentVars: setup.environmentVariables,
    environmentSecrets: setup.environmentSecrets,
    skipped: requirements.actions.skipped,
    actor: "octocat",
    runId,
    runNumber: run.number,
    runAttempt: run.attempt,
    servers: { serverUrl: "https://github.com", apiUrl, graphqlUrl },
    ...(requirements.calledWith === undefined ? {} : { calledWith: requirements.calledWith }),
    gate,
    credentials: async (job) => {
      await others.push();
      return world.credentials(job);
    },
    environment: await environmentOf(world, run.directory, requirements.engines),
    directory: run.directory,
    node,
    signal: cancel.signal,
    observe: (event) => {
      print(event);
      cancel.observe(event);
    },
  };
}

/** Approves what a reviewer is asked for, or rejects it with --reject. */
function decide(
  { world, rehearsal }: RunRequirements,
  runId: number,
  deployment: Deployment,
): Gate {
  const { environment, ref } = deployment;
  const state = rehearsal.reject === true ? ("rejected" as const) : ("approved" as const);
  const review = { state, comment: `${state} in a rehearsal` };
  return passGate(world.github.state, { repository: CONSUMER, environment, ref, runId }, review);
}
