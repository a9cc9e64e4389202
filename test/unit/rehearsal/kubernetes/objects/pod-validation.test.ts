import { expect, test } from "@jest/globals";
import { DELAYS } from "../../../../../rehearsal/kubernetes/delays.ts";
import { Failures } from "../../../../../rehearsal/kubernetes/failures.ts";
import { Cluster } from "../../../../../rehearsal/kubernetes/objects/cluster.ts";

/** Returns the API's error for a Deployment with this container; "" = the API accepts it. */
function answerTo(container: object, pod: object = {}): string {
  const cluster = new Cluster({ delays: DELAYS, failures: new Failures() });
  cluster.create("namespaces", { metadata: { name: "fleet" } });
  const labels = { app: "web" };
  const containers = [{ name: "web", image: "repo/web:1", ...container }];
  const template = { metadata: { labels }, spec: { containers, ...pod } };
  const spec = { selector: { matchLabels: labels }, template };
  try {
    cluster.create("deployments", { metadata: { name: "web", namespace: "fleet" }, spec });
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

const memory = (requests: string, limits: string) => ({
  resources: { requests: { memory: requests }, limits: { memory: limits } },
});

test.each([
  ["1Gi", "1024Mi"],
  ["1.", "1e3"],
  ["128k", "1E"],
  ["0.5", "1000m"],
])("a request of %s fits a limit of %s", (request, limit) => {
  expect(answerTo(memory(request, limit))).toBe("");
});

const place = "spec.template.spec.containers[0]";
test.each([
  [
    memory("2Gi", "1024Mi"),
    `${place}.resources.requests: Invalid value: "2Gi": must be less than or equal to memory limit of 1024Mi`,
  ],
  [
    memory("128K", "1Gi"),
    `Deployment in version "v1" cannot be handled as a Deployment: unable to parse quantity's suffix`,
  ],
  [
    memory("64Mi", "1GiB"),
    `Deployment in version "v1" cannot be handled as a Deployment: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`,
  ],
  [
    { ports: [{ name: "metrics-endpoint", containerPort: 9090 }] },
    `${place}.ports[0].name: Invalid value: "metrics-endpoint": must be no more than 15 characters`,
  ],
  [
    { ports: [{ name: "8080", containerPort: 8080 }] },
    `${place}.ports[0].name: Invalid value: "8080": must contain at least one letter (a-z)`,
  ],
  [
    {
      ports: [
        { name: "http", containerPort: 80 },
        { name: "http", containerPort: 81 },
      ],
    },
    `${place}.ports[1].name: Duplicate value: "http"`,
  ],
])("%j is refused", (container, words) => {
  expect(answerTo(container)).toContain(words);
});

const volumes = ["data", "cache"].map((name) => ({ name, emptyDir: {} }));
const mount = (name: string, mountPath: string) => ({ name, mountPath });

test("a volume may be mounted at two paths, but two volumes not at the same path", () => {
  const twice = [mount("data", "/a"), mount("data", "/b")];
  expect(answerTo({ volumeMounts: twice }, { volumes })).toBe("");
  const same = [mount("data", "/a"), mount("cache", "/a"), mount("cache", "")];
  const words = answerTo({ volumeMounts: same }, { volumes });
  expect(words).toContain(
    `${place}.volumeMounts[1].mountPath: Invalid value: "/a": must be unique`,
  );
  expect(words).toContain(`${place}.volumeMounts[2].mountPath: Required value`);
});

test("volumes must have different names", () => {
  const [first] = volumes;
  expect(answerTo({}, { volumes: [...volumes, first] })).toContain(
    'spec.template.spec.volumes[2].name: Duplicate value: "data"',
  );
});
