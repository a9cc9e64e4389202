import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Pod } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { PodHistory } from "../../../../../actions/kube-deploy/src/diagnosis/history.ts";
import {
  assessWorkload,
  cannotBecomeReady,
} from "../../../../../actions/kube-deploy/src/rollout/status.ts";
import { ClusterView } from "../../../../../actions/kube-deploy/src/rollout/view.ts";
import { KINDS, timeOfStep } from "../../../../golden/rollouts/recording.ts";
import type { Recording } from "../../../../golden/rollouts/recording.ts";

/** The folder of the recordings, which test/golden/rollouts/record.ts writes. */
export const FOLDER = path.resolve(import.meta.dirname, "../../../../golden/rollouts");

/** Returns the names of the recordings, sorted. */
export const recordingNames = (): string[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.replace(/\.json$/, ""))
    .sort();

/**
 * Returns what kube-deploy reports about a recorded rollout, 30 seconds after each step: the step, the state and
 * message of the workload, and the reason of its most urgent diagnosis.
 */
export function replayRecording(name: string): string[] {
  const text = readFileSync(path.join(FOLDER, `${name}.json`), "utf8");
  const { workload, steps } = JSON.parse(text) as Recording;
  const view = new ClusterView();
  const history = new PodHistory(Date.parse(timeOfStep(0)));
  return steps.map(({ step, set, removed }, index) => {
    for (const kind of KINDS) {
      for (const object of set[kind] ?? []) {
        view.set(kind, object);
        if (kind === "Pod") history.observe(object as Pod);
      }
      for (const gone of removed[kind] ?? []) {
        const object = view.find(kind, workload.namespace, gone);
        if (object !== undefined) view.remove(kind, object);
      }
    }
    const now = Date.parse(timeOfStep(index)) + 30_000;
    const status = history.during(() =>
      assessWorkload(workload, view, history, { now, serverNow: now, since: 0, crashTolerance: 2 }),
    );
    const { verdict, diagnoses } = status;
    const state = cannotBecomeReady(status, now) ? "failed" : verdict.state;
    const [first] = diagnoses;
    const reason = first === undefined ? "" : ` [${first.reason}]`;
    return `${step}: ${state}, ${verdict.message}${reason}`;
  });
}
