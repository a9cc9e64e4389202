import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { environmentOf, nodeForActions } from "./environment.ts";
import { SCENARIOS, type Scenario } from "./events.ts";
import { FAILURES } from "./failures.ts";
import { requestShapes } from "./report/requests.ts";
import { resultOf, type Result } from "./report/result.ts";
import { printTree, seconds } from "./report/tree.ts";
import { worldLines } from "./report/world.ts";
import { ROOT, consumerRepository, pipelineRepository } from "./repositories.ts";
import { findWorkflow } from "./runner/load/find.ts";
import { WorkflowError } from "./runner/load/problems.ts";
import type { Repository, RunResult } from "./runner/request.ts";
import { runWorkflow } from "./runner/run.ts";
import { Cancel } from "./cancel.ts";
import { compareInstances, readInstances } from "./states.ts";
import { STATE_BUCKET, VARIABLES } from "./world/account.ts";
import { startWorld, type World } from "./world/start.ts";

/** The command line is wrong; the message says what is accepted. */
export class UsageError extends Error {}

export interface Rehearsal {
  /** deploy or plan. */
  event: string;
  /** Folder of the consumer's repository; default examples/fleet. */
  repository?: string;
  /** Folder in which the world is kept between runs. */
  keep?: string;
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
 * Runs a consumer's workflow for an event, offline, and tells what happened.
 * @returns whether the run succeeded
 * @throws UsageError for an unknown event or a folder that is no repository
 */
export async function rehearse(rehearsal: Rehearsal): Promise<boolean> {
  const started = performance.now();
  const prepare = SCENARIOS[rehearsal.event];
  if (prepare === undefined)
    throw new UsageError(
      `the event "${rehearsal.event}" is unknown; known are ${Object.keys(SCENARIOS).join(", ")}`,
    );
  const source = path.resolve(rehearsal.repository ?? path.join(ROOT, "examples/fleet"));
  if (!existsSync(path.join(source, ".github/workflows")))
    throw new UsageError(`--repo ${source} has no .github/workflows`);
  const directory = worldDirectory(rehearsal.keep);
  const run = nextRun(directory);
  const repository = consumerRepository(source, path.join(run.directory, "repository"));
  const scenario = prepare(repository);
  const workflow = workflowFor(repository.directory, scenario.request.event.name);
  const cancel = new Cancel(rehearsal.cancelAt, rehearsal.slow);
  const world = await startWorld(
    path.join(directory, "world"),
    FAILURES[rehearsal.fail ?? ""],
    rehearsal.slow === undefined ? undefined : () => cancel.slowApply(),
  );
  try {
    console.log(`${scenario.title}, offline`);
    const result = await runScenario({
      ...{ rehearsal, workflow, scenario, repository, world, run, cancel },
    });
    for (const line of worldLines(result)) console.log(line);
    if (rehearsal.event === "plan") printComments(result);
    if (rehearsal.json !== undefined)
      writeFileSync(rehearsal.json, `${JSON.stringify(result, null, 2)}\n`);
    if (rehearsal.requests !== undefined) writeFileSync(rehearsal.requests, requestsOf(world));
    console.log(
      `\n${result.ok ? "succeeded" : "FAILED"} in ${seconds(performance.now() - started)}`,
    );
    return result.ok;
  } finally {
    await world.close();
    if (rehearsal.keep === undefined) rmSync(directory, { recursive: true, force: true });
  }
}

function worldDirectory(keep: string | undefined): string {
  if (keep === undefined) return mkdtempSync(path.join(tmpdir(), "eks-pipeline-rehearsal-"));
  const directory = path.resolve(keep);
  mkdirSync(directory, { recursive: true });
  const known = new Set(["world", "runs"]);
  const foreign = readdirSync(directory).filter((name) => !known.has(name));
  if (foreign.length > 0)
    throw new UsageError(
      `--keep ${directory} is not a kept world: it holds ${foreign[0] ?? ""}; give a new or empty folder`,
    );
  return directory;
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
}

async function runScenario({
  rehearsal,
  workflow,
  scenario,
  repository,
  world,
  cancel,
  run,
}: Stage): Promise<Result> {
  world.github.addPullRequest(scenario.pullRequest);
  // A pull request can come before the first deployment, which makes the bucket.
  if (rehearsal.event === "plan" && world.aws.s3.find(STATE_BUCKET) === undefined)
    world.aws.s3.create(STATE_BUCKET, world.aws.accountId, world.aws.region);
  const before = readStates(world);
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
    node: nodeForActions(),
    observe: (event) => {
      print(event);
      cancel.observe(event);
    },
  });
  return report(rehearsal.event, finished, world, before);
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

interface States {
  infrastructure: ReturnType<typeof readInstances>;
  kubernetes: ReturnType<typeof readInstances>;
}

const readStates = ({ aws }: World): States => ({
  infrastructure: readInstances(aws.s3, STATE_BUCKET, "infrastructure/terraform.tfstate"),
  kubernetes: readInstances(aws.s3, STATE_BUCKET, "kubernetes/terraform.tfstate"),
});

function report(event: string, run: RunResult, world: World, before: States): Result {
  const after = readStates(world);
  return resultOf({
    event,
    run,
    comments: world.github.state.comments,
    resources: {
      infrastructure: compareInstances(before.infrastructure, after.infrastructure),
      kubernetes: compareInstances(before.kubernetes, after.kubernetes),
    },
  });
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
