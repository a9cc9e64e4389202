import { writeFileSync } from "node:fs";
import type { Cancel } from "./cancel.ts";
import { isNamed } from "../kubernetes/failures.ts";
import type { Rehearsal } from "../command-line/command-line-options.ts";
import { unservedLine } from "../preflight/lines.ts";
import { stateLines } from "../report/afterwards.ts";
import { requestShapes } from "../report/requests.ts";
import type { Report, Result } from "../report/result.ts";
import { markdownLines } from "../report/terminal/markdown.ts";
import { outputWidth, ruleOf } from "../report/terminal/width.ts";
import { wrap } from "../report/terminal/wrap.ts";
import type { Failure } from "../world/failure.ts";
import type { World } from "../world/start.ts";

/** The context of the runs of a rehearsal. */
interface Ending {
  world: World;
  cancel: Cancel;
  failure: Failure;
  /** Programs in steps that the embedded Kubernetes does not serve. */
  unserved: readonly string[];
}

/**
 * Prints and writes the result of the last run.
 * @returns whether the result is as expected
 */
export function conclude(
  results: readonly Result[],
  { json, requests, fail }: Rehearsal,
  { world, cancel, failure, unserved }: Ending,
): boolean {
  const last = results.at(-1);
  if (last === undefined) return false;
  const hidden =
    failure.kubernetes?.reason === "image-not-found" ? failure.kubernetes.workload : undefined;
  for (const line of stateLines(last, hidden)) console.log(line);
  const width = outputWidth(process.stdout.columns, process.env);
  printFailing(last, width);
  const isUnserved = unserved.length > 0 && last.failing.some(({ ofLog }) => ofLog);
  if (isUnserved)
    console.log(["", ...wrap(`Not served: ${unservedLine(unserved)}.`, width)].join("\n"));
  const whole: Report = { ...last, earlier: results.slice(0, -1) };
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(whole, null, 2)}\n`);
  if (requests !== undefined)
    writeFileSync(
      requests,
      requestShapes(world.requests())
        .map((shape) => `${shape}\n`)
        .join(""),
    );
  const missed = cancel.missed ?? (last.ok ? missedFailure(fail, failure, world) : undefined);
  if (missed !== undefined) console.error(`\n${missed}`);
  return last.ok && missed === undefined;
}

/** Prints the failures for people, after everything else, because a terminal shows the end. */
function printFailing({ failing }: Result, width: number): void {
  for (const { job, step, markdown } of failing) {
    const title = step === "" ? job : `${job}: ${step}`;
    console.log(["", ruleOf("═", width), ...wrap(`${title} failed`, width), ""].join("\n"));
    console.log(markdownLines(markdown, { width, folds: "open" }).join("\n"));
  }
}

/** Returns a message if --fail was to break or change something, but the run succeeded without it. */
function missedFailure(
  fail: string | undefined,
  { kubernetes, fileEdit, scaledByHand }: Failure,
  world: World,
): string | undefined {
  if (fail === undefined) return undefined;
  if (fileEdit !== undefined)
    return `--fail ${fail}: nothing failed: ${fileEdit.harmless}. To change another Dockerfile, name its folder with --fail-at.`;
  const names = world.workloads();
  const choice =
    names.length === 0
      ? "Choose another workload with --fail-at."
      : `Choose a workload with --fail-at: ${names.join(", ")}.`;
  if (scaledByHand !== undefined && !names.includes(scaledByHand.deployment))
    return `--fail ${fail}: nothing was changed by hand, because no Deployment is called "${scaledByHand.deployment}". ${choice}`;
  if (kubernetes === undefined) return undefined;
  const { workload = "", newImages } = kubernetes;
  if (names.some((name) => isNamed(name, workload)) && newImages === true)
    return `--fail ${fail}: nothing failed, because no pod of ${workload} started with a new image. Add --change with a folder of its image, so that a new image is built.`;
  return `--fail ${fail}: nothing failed, because no workload is called "${workload}", or none of its pods had to start. ${choice}`;
}
