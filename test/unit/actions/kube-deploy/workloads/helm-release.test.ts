import { gzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import {
  NotARelease,
  decodeRelease,
  secretsOf,
} from "../../../../../actions/kube-deploy/src/workloads/helm-release.ts";
import { foundIn } from "../../../../../actions/kube-deploy/src/workloads/find-release.ts";
import { addObjects } from "../../../../../actions/kube-deploy/src/workloads/found-objects.ts";
import { unwatchedOf } from "../../../../../actions/kube-deploy/src/workloads/unwatched.ts";
import { FLEET_MANIFEST, helmSecret } from "../../../../support/kubernetes/helm.ts";

const decode = (kept: Parameters<typeof helmSecret>[0]) =>
  decodeRelease(helmSecret(kept).data.release);

test("K-E 51: a release has its objects, each in its namespace, and separately its hooks", () => {
  const hooks = [
    { name: "migrate", kind: "Job", last_run: { phase: "Succeeded" } },
    { name: "test", kind: "Pod" },
    { name: "after", kind: "Job", last_run: { phase: "" } },
  ];
  const release = decode({ revision: 4, manifest: FLEET_MANIFEST, hooks });
  expect(release).toMatchObject({
    name: "frontend",
    namespace: "fleet",
    revision: 4,
    status: "deployed",
    chart: "web 1.2.3",
    hooks: [
      { kind: "Job", name: "migrate", phase: "Succeeded" },
      { kind: "Pod", name: "test", phase: "not run" },
      { kind: "Job", name: "after", phase: "not run" },
    ],
  });
  expect(
    release.objects.map(({ kind, metadata }) => `${kind} ${metadata?.namespace}/${metadata?.name}`),
  ).toStrictEqual([
    "Secret fleet/app",
    "Ingress fleet/frontend",
    "Deployment fleet/frontend",
    "CronJob other/nightly",
  ]);
  expect(secretsOf(release.objects)).toStrictEqual(["hunter2hunter2"]);
});

test.each(["null", '""'])(
  "an object whose namespace is %s is in the namespace of the release",
  (namespace) => {
    const manifest = `{kind: Deployment, metadata: {name: web, namespace: ${namespace}}}`;
    expect(decode({ manifest }).objects).toMatchObject([{ metadata: { namespace: "fleet" } }]);
  },
);

test("data of Secrets are decoded", () => {
  const data = { password: Buffer.from("hunter2hunter2").toString("base64") };
  expect(
    secretsOf([
      { kind: "Secret", data },
      { kind: "ConfigMap", data },
    ]),
  ).toStrictEqual(["hunter2hunter2"]);
});

test("a document that is not YAML is named without a quote, and counts as not watched", () => {
  const manifest = `---
# Source: web/templates/secret.yaml
kind: Secret
metadata: {name: app}
stringData: {password: hunter2hunter2
---
# Source: web/templates/deployment.yaml
kind: Deployment
metadata: {name: web}
spec: {replicas: 1, replicas: 2}
`;
  const release = decode({ manifest });
  // Helm accepts a duplicate key.
  expect(release.objects).toMatchObject([{ kind: "Deployment", spec: { replicas: 2 } }]);
  expect(release.unreadable).toStrictEqual([
    {
      source: "web/templates/secret.yaml",
      problem: expect.stringMatching(/^no YAML in line \d of the manifest \([A-Z_]+\)$/),
    },
  ]);
  expect(unwatchedOf(addObjects({}, [foundIn(release)]))).toMatchObject([
    { kind: "Unreadable", runsPods: true },
  ]);
});

test("an empty release has no objects", () => {
  expect(decode({ manifest: "\n---\n# nothing\n---\n" })).toMatchObject({ objects: [], hooks: [] });
});

const twice = (inner: Buffer) => Buffer.from(inner.toString("base64")).toString("base64");

test.each([
  ["nothing", ""],
  ["text that is not JSON", twice(gzipSync("["))],
  ["damaged data", twice(gzipSync("{}").subarray(0, 12))],
  ["more than fits into memory", twice(gzipSync(Buffer.alloc(65 * 1024 * 1024)))],
])("%s is refused", (_, text) => {
  expect(() => decodeRelease(text)).toThrow(NotARelease);
});

test("a small release may be uncompressed", () => {
  expect(decodeRelease(twice(Buffer.from('{"name":"a","version":1}')))).toMatchObject({
    name: "a",
    revision: 1,
    status: "unknown",
  });
});
