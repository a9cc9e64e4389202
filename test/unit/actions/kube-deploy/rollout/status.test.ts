import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { assessWorkload } from "../../../../../actions/kube-deploy/src/rollout/status.ts";
import { PodHistory } from "../../../../../actions/kube-deploy/src/diagnosis/history.ts";
import { ClusterView } from "../../../../../actions/kube-deploy/src/rollout/view.ts";
import { FOLDER, recordingNames, replayRecording } from "./replay.ts";

/** A paragraph for each recording: its name, then what kube-deploy says after each step. UPDATE_GOLDENS=1 writes it anew. */
const ASSESSMENTS = path.join(FOLDER, "assessments.txt");

test("rollouts that were recorded in a real control plane are assessed as reviewed", () => {
  const assessed = recordingNames()
    .map((name) => [name, ...replayRecording(name)].join("\n  ") + "\n")
    .join("\n");
  if (process.env["UPDATE_GOLDENS"] === "1") writeFileSync(ASSESSMENTS, assessed);
  expect(assessed.split("\n")).toStrictEqual(readFileSync(ASSESSMENTS, "utf8").split("\n"));
});

describe("workload that is not in the cluster", () => {
  const assess = (shortLived: boolean) =>
    assessWorkload(
      { kind: "Job", namespace: "shop", name: "app", shortLived },
      new ClusterView(),
      new PodHistory(0),
      { now: 0, serverNow: 0, since: 0, crashTolerance: 2 },
    ).verdict;

  test("K-E 47: is missing", () => {
    expect(assess(false)).toMatchObject({ state: "failed", reason: "workload-missing" });
  });

  test("K-E 27: a Job with ttlSecondsAfterFinished has finished", () => {
    expect(assess(true)).toMatchObject({ state: "ready" });
  });
});
