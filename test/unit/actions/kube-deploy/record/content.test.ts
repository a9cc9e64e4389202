import { expect, test } from "@jest/globals";
import { contentOf } from "../../../../../actions/kube-deploy/src/record/content.ts";
import type { Release } from "../../../../../actions/kube-deploy/src/report/release.ts";
import { createRecord, readRecord } from "../../../../../actions/lib/releases/record.ts";
import { holderNamed, memoryStore } from "../../../../support/releases/memory-store.ts";

const [ONE, TWO] = ["4f", "be"].map((pair) => `sha256:${pair.repeat(32)}`) as [string, string];
const container = (name: string, digest: string | undefined) => ({
  name,
  repository: "fleet/web",
  pods: 1,
  ...(digest === undefined ? {} : { digest }),
});
const release: Release & { status: "healthy" } = {
  id: "dev-1",
  environment: "dev",
  commit: "c".repeat(40),
  run: "",
  status: "healthy",
  images: {},
  unverified: [],
  verifiedAt: "",
  smokeTests: [],
  workloads: [
    {
      kind: "Deployment",
      namespace: "fleet",
      name: "web",
      desired: 2,
      ready: 2,
      digests: [ONE, TWO],
      containers: [container("web", TWO), container("web", ONE), container("local", undefined)],
    },
  ],
};
const inputs = {
  images: { web: { repository: "fleet/web", digest: ONE } },
  forwardOnly: false,
  infrastructureOutputs: undefined,
  overrideReason: undefined,
  promotedFrom: undefined,
  release: undefined,
};
const parts = {
  release,
  workspaces: {},
  approvals: [],
  run: holderNamed("deploy"),
  verifiedAt: new Date("2026-11-28T11:00:00Z"),
};

test("a record has the inputs, and the digests that each container was seen to run", async () => {
  const content = contentOf(inputs, parts);
  expect(content).toMatchObject({
    environment: "dev",
    status: "healthy",
    images: inputs.images,
    outputs: "{}",
    observed: [{ name: "web", containers: { web: [ONE, TWO], local: [] } }],
  });
  // Values that are not given are left out.
  for (const name of ["overrideReason", "forwardOnly", "url", "promotedFrom"])
    expect(content).not.toHaveProperty(name);
  const store = memoryStore();
  const { id } = await createRecord(store, content);
  expect(await readRecord(store, id)).toStrictEqual({ ...content, id });
});

test("all optional values are kept", () => {
  const given = { ...inputs, infrastructureOutputs: '{"a": 1}', forwardOnly: true };
  const url = "https://fleet.example.com";
  const smokeTests = [{ name: "/healthz", result: "passed" }];
  const soak = { seconds: 30, readySince: "2026-11-28T10:59:00.000Z" };
  expect(
    contentOf(
      { ...given, overrideReason: "it cannot wait" },
      { ...parts, release: { ...release, url, smokeTests, soak } },
    ),
  ).toMatchObject({
    smokeTests,
    soak,
    outputs: '{"a": 1}',
    forwardOnly: true,
    overrideReason: "it cannot wait",
    url,
  });
});

test("a promoted release names its source environment and release", () => {
  const promoted = "20261128T190000Z-0123456789ab";
  const given = { ...inputs, promotedFrom: "staging", release: promoted };
  expect(contentOf(given, parts).promotedFrom).toStrictEqual({
    environment: "staging",
    release: promoted,
  });
});
