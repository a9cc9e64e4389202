import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UsageError } from "./base/usage-error.ts";
import { Cancel } from "./cancel.ts";
import { FAILURES, SCENARIOS, type Prepare, type Scenario } from "./scenarios.ts";
import { requestShapes } from "./report/requests.ts";
import { resultOf, type Result } from "./report/result.ts";
import { printTree, seconds } from "./report/tree.ts";
import { stateLines } from "./report/afterwards.ts";
import { ROOT, consumerRepository, pipelineRepository } from "./world/repositories.ts";
import { findWorkflow } from "./runner/load/find.ts";
import { WorkflowError } from "./runner/load/problems.ts";
import type { Repository } from "./runner/request.ts";
import { runWorkflow } from "./runner/run.ts";
import { compareStates, readStates } from "./report/states.ts";
import { STATE_BUCKET, VARIABLES } from "./world/account.ts";
import { environmentOf } from "./world/environment.ts";
import { checkOutputFile, openFolder } from "./world/folders.ts";
import { startWorld, type World } from "./world/start.ts";
import { findNode, requireGit, type NodeForActions } from "./world/tools.ts";

export interface Rehearsal {
  /** deploy or plan. */
  event: string;
  /** Folder of the consumer's repository; default examples/fleet. */
  repository?: string;
  /** Folder in which the world is kept between runs. */
  keep?: string;
  /** The pull request comes from a fork. */
  fork?: boolean;
  /** A name of FAILURES. */
  fail?: string;
  /** Cancels the run when a job of this id, or a step with this word in its name, begins. */
  cancelAt?: string;
  /** Milliseconds that each object of terraform takes. With `cancelAt`, the first one is waited for. */
  slow?: number;
  /** File for the result as data. */
  json?: string;
  /** File for the kinds of requests that the embedded services got. */
  requests?: string;
  verbose: boolean;
}

/**
 * Runs a consumer's workflow for an event, offline, and reports what happened.
 * @returns whether the run succeeded
 * @throws UsageError for an unknown event, and for a folder, file or tool that cannot be used: before anything runs
 */
export async function rehearse(rehearsal: Rehearsal): Promise<boolean> {
  const started = performance.now();
  const plan = check(rehearsal);
  const directory = openFolder(rehearsal.keep);
  try {
    const result = await rehearseIn(directory, rehearsal, plan);
    console.log(
      `\n${result.ok ? "succeeded" : "FAILED"} in ${seconds(performance.now() - started)}`,
    );
    return result.ok;
  } finally {
    if (rehearsal.keep === undefined) rmSync(directory, { recursive: true, force: true });
  }
}

interface Plan {
  prepare: Prepare;
  /** Folder of the consumer's repository. */
  source: string;
  node: NodeForActions;
}

function check({ event, repository, json, requests }: Rehearsal): Plan {
  const prepare = Object.hasOwn(SCENARIOS, event) ? SCENARIOS[event] : undefined;
  if (prepare === undefined)
    throw new UsageError(
      `the event "${event}" is not known. Expected one of: ${Object.keys(SCENARIOS).join(", ")}.`,
    );
  const source = path.resolve(repository ?? path.join(ROOT, "examples/fleet"));
  if (!existsSync(path.join(source, ".github/workflows")))
    throw new UsageError(
      `--repo: "${source}" has no .github/workflows. Expected the folder of a repository with workflows.`,
    );
  checkOutputFile("--json", json);
  checkOutputFile("--requests", requests);
  requireGit();
  return { prepare, source, node: findNode() };
}

async function rehearseIn(
  directory: string,
  rehearsal: Rehearsal,
  { prepare, source, node }: Plan,
): Promise<Result> {
  const run = nextRun(directory);
  const repository = consumerRepository(source, path.join(run.directory, "repository"));
  const scenario = prepare(repository, rehearsal.fork ?? false);
  const workflow = workflowFor(repository.directory, scenario.request.event.name);
  const cancel = new Cancel(rehearsal.cancelAt, rehearsal.slow);
  const world = await startWorld(path.join(directory, "world"), {
    failure: FAILURES[rehearsal.fail ?? ""],
    afterApply: rehearsal.slow === undefined ? undefined : () => cancel.slowApply(),
  });
  try {
    console.log(`${scenario.title}, offline`);
    if (node.note !== undefined) console.log(`note: ${node.note}`);
    const stage = { rehearsal, workflow, scenario, repository, world, cancel, run };
    const result = await runScenario({ ...stage, node: node.binary });
    for (const line of stateLines(result)) console.log(line);
    if (rehearsal.event === "plan") printComments(result);
    if (rehearsal.json !== undefined)
      writeFileSync(rehearsal.json, `${JSON.stringify(result, null, 2)}\n`);
    if (rehearsal.requests !== undefined) writeFileSync(rehearsal.requests, requestsOf(world));
    if (cancel.missed === undefined) return result;
    console.error(`\n${cancel.missed}`);
    return { ...result, ok: false };
  } finally {
    await world.close();
  }
}

/** Each run has its own folder and number; numbers count up in a kept world. */
function nextRun(directory: string): { number: number; directory: string } {
  const runs = path.join(directory, "runs");
  mkdirSync(runs, { recursive: true });
  const number = Math.max(0, ...readdirSync(runs).map(Number).filter(Number.isInteger)) + 1;
  const own = path.join(runs, String(number));
  mkdirSync(own);
  return { number, directory: own };
}

interface Stage {
  rehearsal: Rehearsal;
  workflow: string;
  scenario: Scenario;
  repository: Repository;
  world: World;
  cancel: Cancel;
  run: { number: number; directory: string };
  node: string;
}

async function runScenario({
  rehearsal,
  workflow,
  scenario,
  repository,
  world,
  cancel,
  run,
  node,
}: Stage): Promise<Result> {
  world.github.addPullRequest(scenario.pullRequest);
  // A pull request can come before the first deployment, which makes the bucket.
  if (rehearsal.event === "plan" && world.aws.s3.find(STATE_BUCKET) === undefined)
    world.aws.s3.create(STATE_BUCKET, world.aws.accountId, world.aws.region);
  const before = readStates(world.aws.s3, STATE_BUCKET);
  const print = printTree((line) => console.log(line), rehearsal.verbose);
  const finished = await runWorkflow({
    signal: cancel.signal,
    ...scenario.request,
    repository,
    others: [pipelineRepository()],
    workflow,
    vars: VARIABLES,
    actor: "octocat",
    runId: 1000 + run.number,
    runNumber: run.number,
    runAttempt: 1,
    servers: {
      serverUrl: "https://github.com",
      apiUrl: world.github.apiUrl,
      graphqlUrl: world.github.graphqlUrl,
    },
    credentials: (job) =>
      world.github.credentials({
        ...job,
        workflowRef: job.callerWorkflowRef,
        jobWorkflowRef: job.workflowRef,
        jobWorkflowSha: job.workflowSha,
      }),
    environment: await environmentOf(world, run.directory),
    directory: run.directory,
    node,
    observe: (event) => {
      print(event);
      cancel.observe(event);
    },
  });
  return resultOf({
    event: rehearsal.event,
    run: finished,
    comments: world.github.state.comments,
    resources: compareStates(before, readStates(world.aws.s3, STATE_BUCKET)),
  });
}

/** @throws UsageError when the repository has no workflow for the event, or several */
function workflowFor(directory: string, event: string): string {
  const found = workflowsOn(directory, event);
  const [only] = found;
  if (only === undefined || found.length > 1)
    throw new UsageError(
      `several workflows run on ${event}: ${found.join(", ")}; the rehearsal runs one`,
    );
  return only;
}

function workflowsOn(directory: string, event: string): string[] {
  try {
    return findWorkflow(directory, event).map(({ file }) => file);
  } catch (error) {
    if (error instanceof WorkflowError) throw error;
    throw new UsageError((error as Error).message);
  }
}

function requestsOf({ aws, github, kubernetes, registry }: World): string {
  const shapes = requestShapes({
    aws: aws.requests,
    github: github.requests,
    kubernetes: kubernetes.requests,
    registry: registry.requests,
  });
  return shapes.map((shape) => `${shape}\n`).join("");
}

function printComments(result: Result): void {
  for (const { body } of result.comments)
    console.log(`\n${"─".repeat(80)}\n${body}\n${"─".repeat(80)}`);
}
