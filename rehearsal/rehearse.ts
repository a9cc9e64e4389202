import { rmSync } from "node:fs";
import { Cancel } from "./runs/cancel.ts";
import { chooseWorkflows, terminalOf } from "./workflows/choose-workflow.ts";
import type { PlannedRun, Prepare } from "./runs/planned-run.ts";
import { COMMANDS, triggersOf } from "./runs/commands.ts";
import { conclude } from "./runs/conclude.ts";
import { openPortByHand, scaleByHand } from "./runs/manual-changes.ts";
import { resolveTools, failureFor } from "./runs/resolve-tools.ts";
import { usesKubeconfig } from "./real/kubeconfig.ts";
import { checkKeptRegistry } from "./real/registry.ts";
import type { Rehearsal } from "./command-line/command-line-options.ts";
import { commentText } from "./report/comment-text.ts";
import type { Result } from "./report/result.ts";
import { markdownLines } from "./report/terminal/markdown.ts";
import { outputWidth, ruleOf } from "./report/terminal/width.ts";
import { seconds } from "./report/tree.ts";
import { ConcurrentRuns } from "./runs/concurrent-runs.ts";
import { prepare, type Preparation } from "./runs/prepare.ts";
import { carryOut, type RunRequirements } from "./runs/carry-out.ts";
import type { Run } from "./runs/kept-runs.ts";
import { RunFactory } from "./runs/run-factory.ts";
import type { Failure } from "./world/failure.ts";
import { openFolder } from "./world/folders.ts";
import { startWorld } from "./world/start.ts";
import { listFiles } from "./world/work-tree.ts";

/**
 * Runs a consumer's workflow for an event, offline, and reports what happened.
 * @returns whether the run succeeded
 * @throws UsageError for a folder, file or tool that cannot be used, before anything runs
 */
export async function rehearse(rehearsal: Rehearsal): Promise<boolean> {
  const preparation = prepare(rehearsal);
  for (const note of preparation.notes) console.log(`note: ${note}`);
  const { source } = preparation;
  const workflows = await chooseWorkflows(
    {
      source,
      remembered: preparation.workflows,
      vars: rehearsal.vars,
      triggers: triggersOf(rehearsal.event, rehearsal),
    },
    terminalOf(process),
  );
  const started = performance.now();
  const directory = openFolder(rehearsal.keep);
  try {
    checkKeptRegistry(directory, rehearsal.real);
    const factory = new RunFactory(directory, rehearsal, preparation, workflows);
    const ok = await rehearseOn(factory, rehearsal, preparation);
    console.log(`\n${ok ? "succeeded" : "FAILED"} in ${seconds(performance.now() - started)}`);
    return ok;
  } finally {
    if (rehearsal.keep === undefined) rmSync(directory, { recursive: true, force: true });
  }
}

async function rehearseOn(
  factory: RunFactory,
  rehearsal: Rehearsal,
  preparation: Preparation,
): Promise<boolean> {
  const { prepareRuns, source } = preparation;
  const [prepareFirst, ...later] = prepareRuns;
  if (prepareFirst === undefined) return false;
  const { run, start } = factory.first();
  const planned = factory.prepare(prepareFirst, run, start);
  const files = listFiles(source, factory.history.directory);
  const failure = failureFor(rehearsal, { planned, files });
  const { realProviders, unserved, ...equipment } = resolveTools(preparation, rehearsal, {
    planned,
    files,
  });
  const cancel = new Cancel(rehearsal.cancelAt, rehearsal.slow);
  const others = new ConcurrentRuns(failure, (command, options) => runBesides(command, options));
  const world = await startWorld(factory.world, factory.setup(), {
    failure,
    realProviders,
    ...realParts(rehearsal, source),
    artifactsOf: (record) => factory.runs.artifactsOf(record),
    afterApply: async () => {
      await others.push();
      if (rehearsal.slow !== undefined) await cancel.slowApply();
    },
  });
  const context = { world, cancel, ...equipment };
  /** Runs somebody else's command in the same world. No concurrent changes happen during that run. */
  const runBesides: ConstructorParameters<typeof ConcurrentRuns>[1] = async (command, options) => {
    const nothing = new ConcurrentRuns({}, () => Promise.resolve());
    for (const prepareRun of COMMANDS[command]?.(options) ?? []) {
      const another = factory.runs.next();
      await performRun(prepareRun(factory.contextOf(another), options), another, factory, {
        ...context,
        others: nothing,
        rehearsal: { event: command, verbose: rehearsal.verbose },
      });
    }
  };
  try {
    const sequence = { factory, failure, context: { ...context, rehearsal, others } };
    const results = await runInOrder({ planned, run }, later, sequence);
    return conclude(results, rehearsal, { world, cancel, failure, unserved });
  } finally {
    await world.close();
  }
}

/**
 * Returns what replaces embedded parts. A control plane without EKS starts only for workflows that use its kubeconfig.
 */
const realParts = ({ real = [] }: Rehearsal, source: string) => ({
  realKubernetes: real.includes("kubernetes") ? { kubeconfig: usesKubeconfig(source) } : undefined,
  realRegistry: real.includes("registry"),
});

interface Sequence {
  factory: RunFactory;
  failure: Failure;
  context: Context;
}

/** Performs the first run, and then each further run if the run before it succeeded. @returns the results so far */
async function runInOrder(
  first: { planned: PlannedRun; run: Run },
  later: readonly Prepare[],
  { factory, failure, context }: Sequence,
): Promise<Result[]> {
  const results: Result[] = [];
  let { planned, run } = first;
  for (let index = 0; ; index += 1) {
    const next = later[index];
    const { scenario, workflow, repository } = planned;
    if (later.length === index) openPortByHand(failure, context.world);
    if (run.attempt === 1) factory.runs.keep(run, { scenario, workflow, sha: repository.sha });
    const calledWith = failure.calledWith;
    const result = await performRun(planned, run, factory, { ...context, calledWith });
    results.push(result);
    if (next === undefined) return results;
    if (!result.ok) {
      console.log(`\n${explainEnd(scenario)}`);
      return results;
    }
    if (index === later.length - 1) scaleByHand(failure, context.world);
    run = factory.runs.next();
    planned = factory.prepare(next, run);
  }
}

/** Says why no further run follows a failed run. */
const explainEnd = ({ request }: PlannedRun["scenario"]): string =>
  request.event.name === "push"
    ? "the pull request is not opened, because the deployment before it failed"
    : "the pull request is not merged, because its run failed";

type Context = Omit<RunRequirements, "planned" | "run" | "setup">;

async function performRun(
  planned: PlannedRun,
  run: Run,
  factory: RunFactory,
  context: Context,
): Promise<Result> {
  const setup = factory.setup();
  console.log(`${planned.scenario.title}, offline`);
  await context.world.setUp(setup);
  const result = await carryOut({ planned, run, setup, ...context });
  if (planned.scenario.request.event.name === "pull_request")
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
