import { isDeepStrictEqual } from "node:util";
import type { Report } from "../report/result.ts";
import type { WorkspaceReport } from "../report/states.ts";
import type { Cell, Expected } from "./cell.ts";
import { NOTHING, type View } from "./view.ts";
import type { Finished } from "./worlds.ts";

/** The state before a run and after it. */
export interface Observed {
  run: Finished;
  /** By environment. */
  before: Readonly<Record<string, View>>;
  after: Readonly<Record<string, View>>;
}

export interface Problem {
  what: string;
  expected: unknown;
  seen: unknown;
}

/** Returns every difference from what the cell expects; an empty list if there is none. */
export function findProblems({ environment, expected }: Cell, observed: Observed): Problem[] {
  const { run, before, after } = observed;
  const { result } = run;
  if (result === undefined)
    return [{ what: "a run", expected: "that GitHub starts it", seen: run.text }];
  const own = { before: before[environment] ?? NOTHING, after: after[environment] ?? NOTHING };
  return [
    ...compareRun(expected, run, result),
    ...compareStates(expected, result, environment),
    ...compareEnvironment(expected, result, own.before, own.after),
    // A newer commit reaches the other environments too.
    ...(expected.live === "a newer commit" ? [] : compareOthers(environment, before, after)),
    ...compareTexts(expected, run, result),
  ];
}

/** @returns a problem if two values are not equal */
function compare(what: string, expected: unknown, seen: unknown): Problem[] {
  return isDeepStrictEqual(expected, seen) ? [] : [{ what, expected, seen }];
}

function compareRun({ jobs = {} }: Expected, { exitCode }: Finished, result: Report): Problem[] {
  const unsuccessful = result.jobs
    .filter((job) => job.result !== "success")
    .map((job) => [job.id.split(" / ").at(-1), job.result]);
  const succeeds = !Object.values(jobs).some((one) => one !== "skipped");
  return [
    ...compare("jobs that did not succeed", jobs, Object.fromEntries(unsuccessful)),
    ...compare("exit code", succeeds ? 0 : 1, exitCode),
  ];
}

function compareStates(expected: Expected, result: Report, environment: string): Problem[] {
  return (["infrastructure", "kubernetes"] as const).flatMap((part) => {
    const report = result.environments[environment]?.[part];
    return compare(`state of ${part}`, expected[part], report && changesOf(report));
  });
}

/** Describes the changes in the words of `Changes`, or in other words if no cell expects them. */
function changesOf({ added, changed, destroyed }: WorkspaceReport): string {
  if (destroyed > 0) return `${destroyed} destroyed`;
  if (added === 0) return changed > 0 ? "changed" : "none";
  return changed === 0 ? "added" : `${added} added, ${changed} changed`;
}

function compareEnvironment(expected: Expected, result: Report, before: View, after: View) {
  const added = after.history.slice(before.history.length);
  // If the cluster's workspace did not change, the same images must run.
  const isUntouched = expected.kubernetes === "none" && expected.live !== "a newer commit";
  return [
    ...compare("what is live", expected.live, liveOf(before, after, result.run.sha)),
    ...compare("events in the history", expected.history, added),
    ...compare("reason of the hold", expected.hold, after.hold),
    ...compare("lease held", expected.leaseHeld ?? false, after.leaseHeld),
    ...compare("locked states", [], after.locks),
    ...(isUntouched ? compare("images that run", before.running, after.running) : []),
  ];
}

function liveOf(before: View, after: View, sha: string): Expected["live"] {
  if (after.live === undefined) return "none";
  if (after.live.release === before.live?.release) return "as before";
  if (before.releases.includes(after.live.release)) return "an earlier release";
  return after.live.commit === sha ? "this commit" : "a newer commit";
}

/** Checks that no run changes a byte of another environment. */
function compareOthers(
  environment: string,
  before: Observed["before"],
  after: Observed["after"],
): Problem[] {
  return Object.keys(after)
    .filter((name) => name !== environment)
    .flatMap((name) =>
      compare(`bytes of ${name}`, before[name]?.bytes ?? {}, after[name]?.bytes ?? {}),
    );
}

function compareTexts(expected: Expected, { text }: Finished, result: Report): Problem[] {
  const summaries = result.summaries.map(({ markdown }) => markdown).join("\n");
  const comments = result.comments.map(({ body }) => body).join("\n");
  const read = (what: string, wanted: readonly string[], whole: string): Problem[] =>
    wanted
      .filter((words) => !whole.includes(words))
      .map((words) => ({ what: `words in ${what}`, expected: words, seen: startOf(whole) }));
  const { noComment } = expected;
  return [
    ...read("the terminal", expected.terminal, text),
    ...read("the job summaries", expected.summary, summaries),
    ...read("the comments", expected.comments ?? [], comments),
    ...(noComment !== undefined && comments.includes(noComment)
      ? [{ what: "words that no comment has", expected: noComment, seen: comments }]
      : []),
  ];
}

/** Shortens a text, so that it is still recognizable. */
const startOf = (text: string): string => text.split("\n").slice(0, 60).join("\n");
