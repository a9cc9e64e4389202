// Plays each failure of the rehearsal through the command line: the run fails, and says why in the words of the
// cluster.
import { expect, jest, test } from "@jest/globals";
import { FAILURES } from "../../rehearsal/command-line/failures.ts";
import { rare } from "../support/rare.ts";
import { expectRequests, rehearse } from "../support/rehearse.ts";
import type { Rehearsed } from "../support/rehearse.ts";
import { requireTerraform } from "../support/require-terraform.ts";

// A rehearsal takes seconds, and many more if other tests use the same cores.
jest.setTimeout(600_000);

const withTerraform = requireTerraform("rehearsal of failures");

/**
 * Failures of the cluster: kube-deploy's `failure-reason`, and the words of the cluster that the error of the failed
 * step quotes.
 */
const CASES: Record<string, [reason: string, ...quoted: string[]]> = {
  "image-not-found": ["image-not-found", "fleet-dev/backend@sha256:", ": not found"],
  crash: ["crash-loop", "container backend", "exit code 1"],
  "out-of-memory": ["out-of-memory", "container backend", "OOMKilled, exit code 137"],
  "migration-image": [
    "image-pull-denied",
    "Job fleet/migrate-",
    "403 Forbidden",
    "Terraform was waiting for nothing else, so it was interrupted",
  ],
  "wrong-port": [
    "liveness-probe-failed",
    "connect: connection refused",
    "Likely cause: the readiness and liveness probe ask port 8080, but the image declares only 3000 (EXPOSE)",
  ],
  "runs-as-root": [
    "image-contract",
    "the image fleet-dev/backend runs as root (USER 0)",
    "for example USER 10001, or give the workload a number",
  ],
  unschedulable: ["unschedulable", "pod frontend-", "0/2 nodes are available: 2 Insufficient cpu."],
  quota: ["quota-exceeded", "exceeded quota: team, requested: pods=1, used: pods=10"],
};

/**
 * Actions of other runs and other people in the meantime: exit code of a first deployment, and its message. The matrix
 * has more of them.
 */
const OTHERS: Record<string, [exitCode: number, words: string]> = {
  superseded: [1, "setup-terraform-backend: superseded: "],
  "lease-held": [1, "setup-terraform-backend: lease-held: the job deploy of hubot"],
  "tag-immutable": [0, "succeeded in"],
};

test("every failure has its case", () => {
  // Other files play these: state-put is in rehearsal-cancel.test.ts, plan-changed in rehearsal-review.test.ts,
  // image-push in rehearsal-endings.test.ts, and port-opened, which does not fail a run, in rehearsal-drift.test.ts.
  const elsewhere = ["state-put", "plan-changed", "image-push", "port-opened"];
  expect([...Object.keys(CASES), ...Object.keys(OTHERS), ...elsewhere].sort()).toStrictEqual(
    Object.keys(FAILURES).sort(),
  );
});

async function expectFailure(name: string): Promise<Rehearsed> {
  const [reason = "", ...quoted] = CASES[name] ?? [];
  const rehearsed = await rehearse(["deploy", "--fail", name]);
  const { exitCode, text, result, requests } = rehearsed;
  expect(exitCode).toBe(1);
  const error = text.split("\n").find((line) => line.includes(`kube-deploy: ${reason}: `)) ?? "";
  for (const words of [...quoted, "Fix: "]) expect(error).toContain(words);
  expect(result).toMatchObject({ ok: false, release: null });
  expect(result?.jobs.at(-1)).toMatchObject({ id: "dev / deploy", result: "failure" });
  expectRequests(`deploy-fail-${name}`, requests);
  return rehearsed;
}

withTerraform("npm run rehearse -- deploy --fail", () => {
  // `npm test` plays these two if the command line names this file: one failure by a container, and one by the API
  // server.
  test("crash; K-E 53: a first deployment has no release to roll back to, and says so", async () => {
    const { text, result } = await expectFailure("crash");
    expect(result).toMatchObject({ ok: false, rolledBackTo: null });
    expect(text).toMatch(
      /crash-loop: .* Nothing is rolled back: dev has no earlier verified release/,
    );
  });

  test("quota", async () => {
    await expectFailure("quota");
  });

  rare.each(Object.keys(CASES).filter((name) => !["crash", "quota"].includes(name)))(
    "%s",
    async (name) => {
      await expectFailure(name);
    },
  );

  rare.each(Object.entries(OTHERS))("%s", async (name, [exit, words]) => {
    const { exitCode, text, requests } = await rehearse(["deploy", "--fail", name]);
    expect([exitCode, text]).toStrictEqual([exit, expect.stringContaining(words)]);
    expectRequests(`deploy-fail-${name}`, requests);
  });
});
