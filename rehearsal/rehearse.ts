import { existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UsageError } from "./base/usage-error.ts";
import { Cancel } from "./cancel.ts";
import { COMMANDS, type Act, type Options, type Stage } from "./commands.ts";
import { FAILURES } from "./failures.ts";
import { subjectPrefix } from "./github/index.ts";
import { stateLines } from "./report/afterwards.ts";
import { commentText } from "./report/comment-text.ts";
import { requestShapes } from "./report/requests.ts";
import type { Report, Result } from "./report/result.ts";
import { seconds } from "./report/tree.ts";
import { Others } from "./others.ts";
import { runAct, type Performance } from "./run-act.ts";
import { Runs, type Run, type Start } from "./runs.ts";
import { setupOf, type Setup } from "./world/account.ts";
import { ENVIRONMENTS, readEnvironments, type Environments } from "./world/environments.ts";
import { checkOutputFile, openFolder } from "./world/folders.ts";
import { History } from "./world/history.ts";
import { releaseBefore } from "./world/releases.ts";
import { CONSUMER, ROOT } from "./world/repositories.ts";
import { CONSUMER_RECORD, startWorld, type Failure, type World } from "./world/start.ts";
import { findNode, requireGit, type NodeForActions } from "./world/tools.ts";

export interface Rehearsal extends Options {
  /** deploy, plan, promote, rollback or rerun. */
  event: string;
  /** Folder of the consumer's repository; default examples/fleet. */
  repository?: string;
  /** Folder in which the world is kept between runs. */
  keep?: string;
  /** Rejects every job that waits for an approval. */
  reject?: boolean;
  /** An environment in which somebody has to approve, also when nothing is promoted to it. */
  reviewed?: string;
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
    const ok = await rehearseIn(directory, rehearsal, plan);
    console.log(`\n${ok ? "succeeded" : "FAILED"} in ${seconds(performance.now() - started)}`);
    return ok;
  } finally {
    if (rehearsal.keep === undefined) rmSync(directory, { recursive: true, force: true });
  }
}

interface Plan {
  acts: ReturnType<(typeof COMMANDS)[string]>;
  /** Folder of the consumer's repository. */
  source: string;
  node: NodeForActions;
}

function check(rehearsal: Rehearsal): Plan {
  const { event, repository, json, requests } = rehearsal;
  const command = Object.hasOwn(COMMANDS, event) ? COMMANDS[event] : undefined;
  if (command === undefined)
    throw new UsageError(
      `the event "${event}" is not known. Expected one of: ${Object.keys(COMMANDS).join(", ")}.`,
    );
  const source = path.resolve(repository ?? path.join(ROOT, "examples/fleet"));
  if (!existsSync(path.join(source, ".github/workflows")))
    throw new UsageError(
      `--repo: "${source}" has no .github/workflows. Expected the folder of a repository with workflows.`,
    );
  checkOutputFile("--json", json);
  checkOutputFile("--requests", requests);
  requireGit();
  return { acts: command(rehearsal), source, node: findNode() };
}

async function rehearseIn(
  directory: string,
  rehearsal: Rehearsal,
  { acts, source, node }: Plan,
): Promise<boolean> {
  const history = new History(path.join(directory, "world", "repository"));
  const runs = new Runs(directory);
  const stage = (run: Run, start?: Start): Stage => ({
    ...{ source, history, start, checkOut: checkOutFor(run, history) },
    releaseBefore: (name) => {
      const environment = environmentsOf(history).all.find((one) => one.name === name);
      return environment && releaseBefore(path.join(directory, "world"), environment);
    },
  });
  const [first, ...later] = acts;
  const again =
    rehearsal.event === "rerun" && rehearsal.keep !== undefined
      ? runs.again(rehearsal.run)
      : undefined;
  let run = again?.run ?? runs.next();
  let act = first?.(stage(run, again?.start), rehearsal);
  const cancel = new Cancel(rehearsal.cancelAt, rehearsal.slow);
  const failure: Failure = FAILURES[rehearsal.fail ?? ""] ?? {};
  const others = new Others(failure, async (command, options) => {
    for (const prepare of COMMANDS[command]?.(options) ?? []) {
      const another = runs.next();
      await performAct(prepare(stage(another), options), another, currentSetup(history), {
        ...{ world, cancel, node: node.binary, others: new Others({}, () => Promise.resolve()) },
        rehearsal: { event: command, verbose: rehearsal.verbose },
      });
    }
  });
  const setup = () => currentSetup(history, rehearsal.reviewed);
  const world = await startWorld(path.join(directory, "world"), setup(), {
    artifactsOf: (record) => runs.artifactsOf(record),
    failure,
    afterApply: async () => {
      await others.push();
      if (rehearsal.slow !== undefined) await cancel.slowApply();
    },
  });
  try {
    if (node.note !== undefined) console.log(`note: ${node.note}`);
    const results: Result[] = [];
    while (act !== undefined) {
      const { scenario, workflow, repository } = act;
      if (run.attempt === 1) runs.keep(run, { scenario, workflow, sha: repository.sha });
      const result = await performAct(act, run, setup(), {
        ...{ rehearsal, world, cancel, others, node: node.binary },
        calledWith: failure.calledWith,
      });
      results.push(result);
      const next = later.shift();
      if (next !== undefined && !result.ok) console.log(`\n${explainEnd(scenario)}`);
      if (result.ok && next !== undefined && later.length === 0)
        changeByHand(rehearsal.fail, world);
      if (next !== undefined) run = runs.next();
      act = result.ok ? next?.(stage(run), rehearsal) : undefined;
    }
    return report(results, rehearsal, world, cancel);
  } finally {
    await world.close();
  }
}

/** Why no run follows on one that failed. */
const explainEnd = ({ request }: Act["scenario"]): string =>
  request.event.name === "push"
    ? "no pull request follows, because the deployment did not succeed"
    : "the pull request is not merged, because its run did not succeed";

/** What somebody does before the last of several runs. */
function changeByHand(fail: string | undefined, world: World): void {
  const change = FAILURES[fail ?? ""]?.scaledByHand;
  if (change === undefined) return;
  const command = `kubectl scale deployment ${change.deployment} --replicas ${change.replicas}`;
  console.log(
    world.scale(change)
      ? `\nby hand, after the plan and before the merge: ${command}`
      : `\n${command} finds no such deployment, so nothing is changed by hand`,
  );
}

type Context = Omit<Performance, "act" | "run" | "setup">;

async function performAct(act: Act, run: Run, setup: Setup, context: Context): Promise<Result> {
  console.log(`${act.scenario.title}, offline`);
  context.world.setUp(setup);
  const result = await runAct({ act, run, setup, ...context });
  if (act.scenario.request.event.name === "pull_request") printComments(result);
  return result;
}

/** What the files of main say that has to exist: as an administrator makes it, and not what a pull request wants. */
function currentSetup(history: History, reviewed?: string): Setup {
  const { all, notes } = environmentsOf(history);
  for (const note of notes) console.log(`note: ${note}`);
  return setupOf(all, subjectPrefix(CONSUMER_RECORD), reviewed);
}

/** The environment files of main. */
function environmentsOf(history: History): Environments {
  const main = history.main();
  return readEnvironments(main === undefined ? {} : history.read(main, ENVIRONMENTS));
}

const checkOutFor = (run: Run, history: History) => (sha: string) => {
  const directory = path.join(run.directory, "repository");
  history.checkOut(sha, directory);
  return { name: CONSUMER, directory, sha, ref: "refs/heads/main", private: true };
};

/** Prints and writes what the last run ended with. @returns whether it is as it should be */
function report(
  results: readonly Result[],
  { json, requests }: Rehearsal,
  world: World,
  { missed }: Cancel,
): boolean {
  const last = results.at(-1);
  if (last === undefined) return false;
  for (const line of stateLines(last)) console.log(line);
  const whole: Report = { ...last, earlier: results.slice(0, -1) };
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(whole, null, 2)}\n`);
  if (requests !== undefined)
    writeFileSync(
      requests,
      requestShapes(world.requests())
        .map((shape) => `${shape}\n`)
        .join(""),
    );
  if (missed !== undefined) console.error(`\n${missed}`);
  return last.ok && missed === undefined;
}

function printComments(result: Result): void {
  for (const { body } of result.comments)
    console.log(`\n${"─".repeat(80)}\n${commentText(body)}\n${"─".repeat(80)}`);
}
