import { rmSync } from "node:fs";
import { Cancel } from "./cancel.ts";
import { chooseWorkflows, terminalOf } from "./choose-workflow.ts";
import type { Act, Prepare } from "./acts.ts";
import { COMMANDS, triggersOf } from "./commands.ts";
import { conclude } from "./conclude.ts";
import { openPortByHand, scaleByHand } from "./by-hand.ts";
import { equip, failureFor } from "./equipment.ts";
import { usesKubeconfig } from "./real/kubeconfig.ts";
import { checkKeptRegistry } from "./real/registry.ts";
import type { Rehearsal } from "./rehearsal.ts";
import { commentText } from "./report/comment-text.ts";
import type { Result } from "./report/result.ts";
import { markdownLines } from "./report/terminal/markdown.ts";
import { outputWidth, ruleOf } from "./report/terminal/width.ts";
import { seconds } from "./report/tree.ts";
import { Others } from "./others.ts";
import { prepare, type Preparation } from "./prepare.ts";
import { runAct, type Performance } from "./run-act.ts";
import type { Run } from "./runs.ts";
import { Stages } from "./stages.ts";
import type { Failure } from "./world/failure.ts";
import { openFolder } from "./world/folders.ts";
import { startWorld } from "./world/start.ts";
import { listFiles } from "./world/work-tree.ts";

/**
 * Runs a consumer's workflow for an event, offline, and reports what happened.
 * @returns whether the run succeeded
 * @throws UsageError for a folder, file or tool that cannot be used: before anything runs
 */
export async function rehearse(rehearsal: Rehearsal): Promise<boolean> {
  const preparation = prepare(rehearsal);
  for (const note of preparation.notes) console.log(`note: ${note}`);
  const { source } = preparation;
  const workflows = await chooseWorkflows(
    {
      ...{ source, remembered: preparation.workflows, vars: rehearsal.vars },
      triggers: triggersOf(rehearsal.event, rehearsal),
    },
    terminalOf(process),
  );
  const started = performance.now();
  const directory = openFolder(rehearsal.keep);
  try {
    checkKeptRegistry(directory, rehearsal.real);
    const stages = new Stages(directory, rehearsal, preparation, workflows);
    const ok = await rehearseOn(stages, rehearsal, preparation);
    console.log(`\n${ok ? "succeeded" : "FAILED"} in ${seconds(performance.now() - started)}`);
    return ok;
  } finally {
    if (rehearsal.keep === undefined) rmSync(directory, { recursive: true, force: true });
  }
}

async function rehearseOn(
  stages: Stages,
  rehearsal: Rehearsal,
  preparation: Preparation,
): Promise<boolean> {
  const { acts, source } = preparation;
  const [prepareFirst, ...later] = acts;
  if (prepareFirst === undefined) return false;
  const { run, start } = stages.first();
  const act = stages.prepare(prepareFirst, run, start);
  const files = listFiles(source, stages.history.directory);
  const failure = failureFor(rehearsal, { act, files });
  const { realProviders, unserved, ...equipment } = equip(preparation, rehearsal, { act, files });
  const cancel = new Cancel(rehearsal.cancelAt, rehearsal.slow);
  const others = new Others(failure, (command, options) => runBesides(command, options));
  const world = await startWorld(stages.world, stages.setup(), {
    ...{ failure, realProviders, ...realParts(rehearsal, source) },
    artifactsOf: (record) => stages.runs.artifactsOf(record),
    afterApply: async () => {
      await others.push();
      if (rehearsal.slow !== undefined) await cancel.slowApply();
    },
  });
  const context = { world, cancel, ...equipment };
  /** What somebody else runs in the same world; nothing happens to that run. */
  const runBesides: ConstructorParameters<typeof Others>[1] = async (command, options) => {
    const nothing = new Others({}, () => Promise.resolve());
    for (const prepareAct of COMMANDS[command]?.(options) ?? []) {
      const another = stages.runs.next();
      await performAct(prepareAct(stages.stageOf(another), options), another, stages, {
        ...{ ...context, others: nothing },
        rehearsal: { event: command, verbose: rehearsal.verbose },
      });
    }
  };
  try {
    const playing = { stages, rehearsal, failure, context: { ...context, rehearsal, others } };
    const results = await playActs({ act, run }, later, playing);
    return conclude(results, rehearsal, { world, cancel, failure, unserved });
  } finally {
    await world.close();
  }
}

/** What replaces embedded parts. A control plane without EKS starts only for workflows that use its kubeconfig. */
const realParts = ({ real = [] }: Rehearsal, source: string) => ({
  realKubernetes: real.includes("kubernetes") ? { kubeconfig: usesKubeconfig(source) } : undefined,
  realRegistry: real.includes("registry"),
});

interface Playing {
  stages: Stages;
  rehearsal: Rehearsal;
  failure: Failure;
  context: Context;
}

/** Runs the first act, and each of the others when the one before it has succeeded. @returns the results so far */
async function playActs(
  first: { act: Act; run: Run },
  later: readonly Prepare[],
  { stages, rehearsal, failure, context }: Playing,
): Promise<Result[]> {
  const results: Result[] = [];
  let { act, run } = first;
  for (let index = 0; ; index += 1) {
    const next = later[index];
    const { scenario, workflow, repository } = act;
    if (later.length === index) openPortByHand(failure, context.world);
    if (run.attempt === 1) stages.runs.keep(run, { scenario, workflow, sha: repository.sha });
    const calledWith = failure.calledWith;
    const result = await performAct(act, run, stages, { ...context, calledWith });
    results.push(result);
    if (next === undefined) return results;
    if (!result.ok) {
      console.log(`\n${explainEnd(scenario)}`);
      return results;
    }
    if (index === later.length - 1) scaleByHand(rehearsal.fail, context.world);
    run = stages.runs.next();
    act = stages.prepare(next, run);
  }
}

/** Why no run follows on one that failed. */
const explainEnd = ({ request }: Act["scenario"]): string =>
  request.event.name === "push"
    ? "no pull request follows, because the deployment did not succeed"
    : "the pull request is not merged, because its run did not succeed";

type Context = Omit<Performance, "act" | "run" | "setup">;

async function performAct(act: Act, run: Run, stages: Stages, context: Context): Promise<Result> {
  const setup = stages.setup();
  console.log(`${act.scenario.title}, offline`);
  await context.world.setUp(setup);
  const result = await runAct({ act, run, setup, ...context });
  if (act.scenario.request.event.name === "pull_request")
    printComments(result, context.rehearsal.raw);
  return result;
}

function printComments({ comments }: Result, raw = false): void {
  const width = outputWidth(process.stdout.columns, process.env);
  const rule = ruleOf("─", width);
  for (const { body } of comments) {
    const text = commentText(body);
    const drawing = { width, folds: "closed", isStyled: process.stdout.isTTY } as const;
    console.log(["", rule, ...(raw ? [text] : markdownLines(text, drawing)), rule].join("\n"));
  }
}
