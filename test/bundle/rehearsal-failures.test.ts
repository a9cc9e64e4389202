// Each failure that the rehearsal can play, through its command line: the run fails, and says why in the cluster's words.
import { spawnSync } from "node:child_process";
import { describe, expect, jest, test } from "@jest/globals";
import { FAILURES } from "../../rehearsal/failures.ts";
import { expectRequests, rare, rehearse } from "../support/rehearse.ts";

// A rehearsal takes seconds, and many where other tests want the same cores.
jest.setTimeout(240_000);

const hasTerraform = spawnSync("terraform", ["version"]).status === 0;
if (!hasTerraform) console.log("SKIPPED rehearsal of failures: install terraform 1.10 or later");

/** Played by every run of the tests: one that a container brings about, and one that the API server does. */
const USUAL = ["crash", "quota"];

/** Failures of the cluster: kube-deploy's `failure-reason`, and what the error under the failed step quotes from the cluster. */
const CASES: Record<string, [reason: string, ...quoted: string[]]> = {
  "image-not-found": ["image-not-found", "fleet-dev/backend@sha256:", ": not found"],
  crash: ["crash-loop", "container backend", "exit code 1"],
  "out-of-memory": ["out-of-memory", "container backend", "OOMKilled, exit code 137"],
  unschedulable: ["unschedulable", "pod frontend-", "0/2 nodes are available: 2 Insufficient cpu."],
  quota: ["quota-exceeded", "exceeded quota: team, requested: pods=1, used: pods=10"],
};

test("every failure has its case", () => {
  // Played elsewhere: state-put in rehearsal-cancel.test.ts, plan-changed in rehearsal-review.test.ts, and those of other
  // runs in rehearsal-matrix.test.ts.
  const others = ["state-put", "plan-changed", "superseded", "lease-held", "tag-immutable"];
  expect([...Object.keys(CASES), ...others].sort()).toStrictEqual(Object.keys(FAILURES).sort());
});

async function expectFailure(name: string): Promise<void> {
  const [reason = "", ...quoted] = CASES[name] ?? [];
  const { exitCode, text, result, requests } = await rehearse(["deploy", "--fail", name]);
  expect(exitCode).toBe(1);
  const error = text.split("\n").find((line) => line.includes(`kube-deploy: ${reason}: `)) ?? "";
  for (const words of [...quoted, "Fix: "]) expect(error).toContain(words);
  expect(result).toMatchObject({ ok: false, release: null });
  expect(result?.jobs.at(-1)).toMatchObject({ id: "dev / deploy", result: "failure" });
  expectRequests(`deploy-fail-${name}`, requests);
}

(hasTerraform ? describe : describe.skip)("npm run rehearse -- deploy --fail", () => {
  test.each(USUAL)("%s", expectFailure);

  rare.each(Object.keys(CASES).filter((name) => !USUAL.includes(name)))("%s", expectFailure);
});
