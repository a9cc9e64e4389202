import { describe, expect, test } from "@jest/globals";
import { NEVER } from "../../../../../actions/kube-deploy/src/diagnosis/diagnosis.ts";
import { ready } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import type { Finding } from "../../../../../actions/kube-deploy/src/report/evidence.ts";
import {
  failingWorkloads,
  failureOf,
  requireGivenImages,
  unverifiedLine,
} from "../../../../../actions/kube-deploy/src/report/verdict.ts";
import { counts, diagnosis, statusOf, waiting } from "../rollout/statuses.ts";

describe("failingWorkloads", () => {
  const healthy = statusOf(ready(counts));
  const slow = statusOf(waiting, { fatalAt: NEVER });
  const broken = statusOf(waiting, { fatalAt: 900 });

  test("returns the workloads that cannot become ready", () => {
    const outcome = { result: "failed", statuses: [healthy, slow, broken], endedAt: 1000 } as const;
    expect(failingWorkloads({ ...outcome, statuses: [...outcome.statuses] })).toStrictEqual([
      broken,
    ]);
  });

  test("returns all workloads that are not ready if only the time was over", () => {
    expect(
      failingWorkloads({ result: "timeout", statuses: [healthy, slow, broken], endedAt: 800 }),
    ).toStrictEqual([slow, broken]);
  });
});

describe("failureOf", () => {
  const finding: Finding = {
    workload: statusOf(waiting).workload,
    cause: diagnosis(0),
    others: [],
    logs: [],
    events: [],
  };
  const unknown: Finding = { ...finding, cause: { ...finding.cause, reason: "rollout-timeout" } };
  const timeouts = { timeout: 600_000, noActivityTimeout: 240_000 };

  test.each([
    [
      "failed",
      [finding, finding],
      "unschedulable",
      /^Deployment shop\/web: unschedulable .*and 1 more/,
    ],
    ["timeout", [finding], "unschedulable", /^not healthy after 9.0 s \(timeout is 600 s\)/],
    ["timeout", [unknown], "rollout-timeout", /timeout is 600 s/],
    ["no-activity", [unknown], "no-activity", /no-activity-timeout is 240 s/],
    ["timeout", [], "rollout-timeout", /could not be listed/],
  ] as const)("explains %s with %j", (result, findings, reason, message) => {
    const failure = failureOf(findings, { result, seconds: "9.0 s" }, timeouts);
    expect(failure).toMatchObject({ reason, message: expect.stringMatching(message) });
    expect(failure.fix).toMatch(/\S/);
  });

  test.each([
    ["the provider gave up waiting", /^if it only starts slowly, raise `timeouts` of the resource/],
    ["Helm gave up", /^if it only starts slowly, raise `timeout` of the helm_release/],
    ["a Helm release failed", /^run `helm history`/],
  ] as const)(
    "for a watch cut short, names how long it watched, not the input timeout: %s",
    (cutShort, fix) => {
      const rollout = { result: "timeout", seconds: "30.0 s", cutShort } as const;
      const { message, ...failure } = failureOf([], rollout, timeouts);
      expect(message).toBe(
        `not healthy after 30.0 s (the watch ended early, because ${cutShort}): the workloads could not be listed`,
      );
      expect(failure).toMatchObject({
        reason: "rollout-timeout",
        fix: expect.stringMatching(fix) as unknown,
      });
    },
  );

  test("for a watch cut short that ended by no-activity-timeout, names this input", () => {
    const rollout = { result: "no-activity", seconds: "9.0 s", cutShort: "Helm gave up" } as const;
    expect(failureOf([], rollout, timeouts).message).toContain("no-activity-timeout is 240 s");
  });
});

const errorOf = (work: () => void): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe("requireGivenImages", () => {
  const digest = `sha256:${"4f".repeat(32)}`;
  const images = { web: { repository: "shop/web", digest } };

  test("fails if only another image of the repository runs", () => {
    const why = "Deployment shop/web runs sha256:be in container web of 2 pods";
    const check = () => requireGivenImages([{ name: "web", seen: "other", why }], images);
    expect(check).toThrow(
      `the workloads are healthy, but image web (shop/web@${digest}) does not run: ${why}`,
    );
    expect(errorOf(check)).toMatchObject({ reason: "image-not-running" });
  });

  test("accepts an image that runs in some of the pods, and says so", () => {
    const why = "Deployment shop/web runs sha256:be in container web of 1 pod";
    const mixed = { name: "web", seen: "mixed", why } as const;
    expect(() => requireGivenImages([mixed], images)).not.toThrow();
    expect(unverifiedLine(mixed, images)).toBe(
      `image web (${digest}) does not run everywhere, so the release lists it as unverified: ${why}`,
    );
  });
});
