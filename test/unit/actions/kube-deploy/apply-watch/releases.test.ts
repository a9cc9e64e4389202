import { describe, expect, test } from "@jest/globals";
import {
  keepTelling,
  waitedReleases,
} from "../../../../../actions/kube-deploy/src/apply-watch/releases.ts";
import { progressing, ready } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import type { Status } from "../../../../../actions/kube-deploy/src/rollout/status.ts";
import type { Plan } from "../../../../../actions/lib/terraform/plan-json.ts";
import { diagnosis, statusOf } from "../rollout/statuses.ts";

const planOf = (after: object | null, unknown: object = {}, actions = ["create"]): Plan =>
  ({
    format_version: "1.2",
    resource_changes: [
      {
        address: "helm_release.web",
        mode: "managed",
        type: "helm_release",
        name: "web",
        change: { actions, before: null, after, after_unknown: unknown },
      },
    ],
  }) as unknown as Plan;
const WEB = { name: "web", namespace: "shop", wait: true };

describe("the releases that an apply waits for", () => {
  test.each([
    ["a new release", planOf(WEB)],
    ["a release that changes", planOf(WEB, {}, ["update"])],
    // With `atomic`, Helm always waits, because it may have to roll the release back.
    ["an atomic release", planOf({ ...WEB, wait: false, atomic: true })],
    ["a release without `wait`", planOf({ ...WEB, wait: null })],
  ])("%s", (_, plan) => {
    expect(waitedReleases(plan)).toStrictEqual([
      { address: "helm_release.web", namespace: "shop", name: "web" },
    ]);
  });

  test.each([
    ["that does not wait", planOf({ ...WEB, wait: false })],
    ["whose namespace is not known yet", planOf({ name: "web" }, { namespace: true })],
    ["whose name is not known yet", planOf({ namespace: "shop" }, { name: true })],
    ["that is deleted", planOf(null, {}, ["delete"])],
  ])("not a release %s", (_, plan) => {
    expect(waitedReleases(plan)).toStrictEqual([]);
  });

  test("a release without a namespace is in the namespace default", () => {
    expect(waitedReleases(planOf({ name: "web", namespace: null }))[0]?.namespace).toBe("default");
  });
});

describe("the kept status of a workload", () => {
  const waits = (fatalAt: number, reason: Parameters<typeof diagnosis>[1]): Status => ({
    ...statusOf(progressing({ desired: 1, ready: 0 }, "0 of 1 pods ready")),
    diagnoses: [diagnosis(fatalAt, reason)],
  });
  const starts = waits(Infinity, "not-ready");
  const probed = waits(Infinity, "readiness-probe-failed");
  const crashes = waits(0, "crash-loop");
  const healthy = statusOf(ready({ desired: 1, ready: 1 }));
  const waiting = statusOf(progressing({ desired: 1, ready: 0 }, "0 of 1 pods ready"));
  const last = (...seen: [Status, number][]) =>
    seen.reduce<ReturnType<typeof keepTelling>>(
      (kept, [status, generation]) => keepTelling(kept, status, { generation, now: 1 }),
      undefined,
    )?.status;

  test("is the last cause, not the start of the pods after Helm has put the release back", () => {
    expect(last([starts, 2], [probed, 2], [starts, 3], [healthy, 3])).toBe(probed);
    expect(last([probed, 2], [crashes, 2], [probed, 3])).toBe(crashes);
    expect(last([starts, 2], [waiting, 2])).toBe(starts);
  });

  test("is undefined if the workload became ready", () => {
    expect(last([starts, 2], [probed, 2], [healthy, 2])).toBeUndefined();
    expect(last([healthy, 2])).toBeUndefined();
  });
});
