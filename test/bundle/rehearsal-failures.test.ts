// Each failure that the rehearsal can play, through its command line: the run fails, and says why in the cluster's words.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, jest, test } from "@jest/globals";
import { FAILURES } from "../../rehearsal/scenarios.ts";
import { expectRequests, rehearse } from "../support/rehearse.ts";

// A rehearsal takes seconds, and many where other tests want the same cores.
jest.setTimeout(240_000);

const hasTerraform = spawnSync("terraform", ["version"]).status === 0;
if (!hasTerraform) console.log("SKIPPED rehearsal of failures: install terraform 1.10 or later");

/** Failures of the cluster: kube-deploy's `failure-reason`, and what the error under the failed step quotes from the cluster. */
const CASES: Record<string, [reason: string, ...quoted: string[]]> = {
  "image-not-found": [
    "image-not-found",
    "fleet-dev/backend@sha256:",
    "ErrImagePull",
    ": not found",
  ],
  crash: ["crash-loop", "container backend", "exit code 1"],
  "out-of-memory": ["out-of-memory", "container backend", "OOMKilled, exit code 137"],
  unschedulable: ["unschedulable", "pod frontend-", "0/2 nodes are available: 2 Insufficient cpu."],
  quota: ["quota-exceeded", "exceeded quota: team, requested: pods=1, used: pods=10"],
};

test("every failure has its case", () => {
  expect([...Object.keys(CASES), "state-put"].sort()).toStrictEqual(Object.keys(FAILURES).sort());
});

const withTerraform = hasTerraform ? describe : describe.skip;

withTerraform("npm run rehearse -- deploy --cancel-at", () => {
  const kept = mkdtempSync(path.join(tmpdir(), "eks-pipeline-cancelled-"));
  afterAll(() => rmSync(kept, { recursive: true }));

  test("H-E 3: what is in flight is drained in the post step, and the next run ends green", async () => {
    const cancelled = await rehearse(["--keep", kept, "--cancel-at", "apply", "--slow", "9s"]);
    expect(cancelled.result?.jobs[0]).toMatchObject({ result: "cancelled" });
    expect(cancelled.text).toContain("the cancelled apply has ended in order and saved its state");
    expect(cancelled.text).toContain("the lock of the state is free");
    expect(cancelled.result?.resources.infrastructure.added).toBeGreaterThan(0);
    expectRequests("deploy-cancelled", cancelled.requests);
    const next = await rehearse(["--keep", kept]);
    expect([next.exitCode, next.result?.ok]).toStrictEqual([0, true]);
  });
});

withTerraform("npm run rehearse -- deploy --fail", () => {
  test.each(Object.entries(CASES))("%s", async (name, [reason, ...quoted]) => {
    const { exitCode, text, result, requests } = await rehearse(["deploy", "--fail", name]);
    expect(exitCode).toBe(1);
    const error = text.split("\n").find((line) => line.includes(`kube-deploy: ${reason}: `)) ?? "";
    for (const words of [...quoted, "Fix: "]) expect(error).toContain(words);
    expect(result).toMatchObject({ ok: false, release: null });
    expect(result?.jobs.at(-1)).toMatchObject({ id: "dev / kubernetes", result: "failure" });
    expectRequests(`deploy-fail-${name}`, requests);
  });

  test("H-E 10: state-put: the state that could not be saved is pushed by the post step", async () => {
    const { exitCode, text, result, requests } = await rehearse(["deploy", "--fail", "state-put"]);
    expect(exitCode).toBe(1);
    expect(text).toContain("error: plan-and-comment: state-not-saved: ");
    expect(text).toContain("the state that the apply could not save was pushed now");
    expect(result?.resources.infrastructure.added).toBeGreaterThan(40);
    expectRequests("deploy-fail-state-put", requests);
  });
});
