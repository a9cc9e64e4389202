import { expect, test } from "@jest/globals";
import { ready } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import { releaseOf } from "../../../../../actions/kube-deploy/src/report/release.ts";
import type { Evidence } from "../../../../../actions/kube-deploy/src/running/running-images.ts";
import { readContext } from "../../../../../actions/lib/github/context.ts";
import { statusOf } from "../rollout/statuses.ts";

const digest = `sha256:${"4f".repeat(32)}`;
const images = {
  web: { repository: "shop/web", digest },
  api: { repository: "shop/api", digest },
};
const status = statusOf(ready({ desired: 2, ready: 2 }));
const running = [
  { workload: status.workload, container: "web", repository: "shop/web", digest, pods: 2 },
];
const web: Evidence = { name: "web", seen: "running" };
const api: Evidence = { name: "api", seen: "unseen", why: "no watched workload uses it" };

const release = (given: Partial<typeof images>, evidence: Evidence[], commit?: string) =>
  releaseOf(
    {
      environment: "dev",
      commit,
      cluster: "shop",
      images: given,
      evidence,
      statuses: [status],
      running,
      unwatched: [],
      url: undefined,
      smokeTests: [{ name: "/healthz", isPassed: true, result: "passed" }],
      soak: { seconds: 30, readySince: "2026-01-01T00:00:00.000Z" },
      verifiedAt: new Date("2026-01-01T00:00:00Z"),
    },
    readContext(
      { GITHUB_SHA: "a".repeat(40), GITHUB_RUN_ID: "7", GITHUB_RUN_ATTEMPT: "2" },
      undefined,
    ),
  );

test("a release has the images that were seen running, and the digest that each container runs", () => {
  expect(release(images, [web, api])).toMatchObject({
    id: "dev-aaaaaaaaaaaa-7.2",
    status: "partial",
    smokeTests: [{ name: "/healthz", result: "passed" }],
    soak: { seconds: 30, readySince: "2026-01-01T00:00:00.000Z" },
    images: { web: images.web },
    unverified: [{ name: "api", ...images.api, why: "no watched workload uses it" }],
    workloads: [
      {
        name: "web",
        digests: [digest],
        containers: [{ name: "web", repository: "shop/web", digest, pods: 2 }],
      },
    ],
  });
});

test.each<[string, Partial<typeof images>, Evidence[]]>([
  ["healthy", { web: images.web }, [web]],
  ["healthy", {}, []],
  ["unverified", { api: images.api }, [api]],
])("a release is %s", (expected, given, evidence) => {
  expect(release(given, evidence).status).toBe(expected);
});

test("a promoted release has its own commit, not the commit of the run", () => {
  expect(release(images, [web], "b".repeat(40))).toMatchObject({
    id: "dev-bbbbbbbbbbbb-7.2",
    commit: "b".repeat(40),
  });
});
