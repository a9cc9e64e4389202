import { describe, expect, test } from "@jest/globals";
import { compareImage } from "../../../../../actions/kube-deploy/src/image-contract/compare.ts";
import type { ImageConfiguration } from "../../../../../actions/kube-deploy/src/image-contract/compare.ts";
import type { PlannedContainer } from "../../../../../actions/kube-deploy/src/image-contract/planned-containers.ts";

const IMAGE = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web@sha256:abc";
const container = (change: Partial<PlannedContainer> = {}): PlannedContainer => ({
  workload: "Deployment shop/web",
  container: "web",
  image: IMAGE,
  runAsNonRoot: true,
  runAsUser: undefined,
  architecture: undefined,
  probes: [{ kind: "readiness", port: 8080 }],
  ...change,
});
const image = (change: Partial<ImageConfiguration> = {}): ImageConfiguration => ({
  platform: "linux/amd64",
  architecture: "amd64",
  user: "10001:10001",
  ports: [8080],
  healthCheck: "",
  ...change,
});
const arm = image({ platform: "linux/arm64", architecture: "arm64" });
const WHERE = "Deployment shop/web, container web: ";

const refusals = (...given: Parameters<typeof compareImage>): string[] =>
  compareImage(...given).refusals.map(({ message }) => message.replace(WHERE, ""));

test("an image that fits, and an image of which nothing is known, give no finding", () => {
  const nothing = { refusals: [], warnings: [] };
  expect(compareImage(container(), [image()], ["amd64"])).toStrictEqual(nothing);
  expect(compareImage(container(), [], ["amd64"])).toStrictEqual(nothing);
});

describe("the architecture", () => {
  test.each<[string, PlannedContainer, ImageConfiguration[], string[] | undefined, string[]]>([
    [
      "no node has the architecture of the image",
      container(),
      [arm],
      ["amd64"],
      ["the nodes of the cluster are amd64, but the image shop/web is for linux/arm64"],
    ],
    ["some node has the architecture of the image", container(), [arm], ["amd64", "arm64"], []],
    ["one platform of the image fits", container(), [image(), arm], ["arm64"], []],
    ["the nodes are not known", container(), [arm], undefined, []],
    [
      "the workload asks for another architecture",
      container({ architecture: "arm64" }),
      [image()],
      ["amd64"],
      ["the workload asks for arm64 nodes, but the image shop/web is for linux/amd64"],
    ],
    // A node of this architecture may be added for the pod.
    [
      "the workload asks for the architecture of the image",
      container({ architecture: "arm64" }),
      [arm],
      ["amd64"],
      [],
    ],
  ])("%s", (_, given, images, nodes, expected) => {
    expect(refusals(given, images, nodes)).toStrictEqual(expected);
  });

  test("the fix names both solutions", () => {
    const [found] = compareImage(container(), [arm], ["amd64"]).refusals;
    expect(found?.fix).toBe(
      'build it for that architecture too (platforms: [linux/arm64, linux/amd64] of the image in the input images of build-push-ecr), or add nodes of arm64 and set architecture = "arm64" for the workload',
    );
  });
});

describe("the user under runAsNonRoot", () => {
  const ROOT = "the workload says runAsNonRoot, but the image shop/web runs as root";

  test.each<[string, Partial<PlannedContainer>, string, string[]]>([
    ["a number", {}, "10001", []],
    ["no user", {}, "", [`${ROOT} (it has no USER)`]],
    ["user 0", {}, "0:0", [`${ROOT} (USER 0:0)`]],
    ["root by its name", {}, "root", [`${ROOT} (USER root)`]],
    [
      "a name",
      {},
      "node",
      [
        "the workload says runAsNonRoot, but the image shop/web has USER node, a name: the kubelet cannot know whether it is root",
      ],
    ],
    ["no user, but the workload sets one", { runAsUser: 1000 }, "", []],
    [
      "root, set by the workload",
      { runAsUser: 0 },
      "10001",
      ["the workload says runAsNonRoot, but user 0 (runAsUser) is root"],
    ],
    ["no user, and root is allowed", { runAsNonRoot: false }, "", []],
  ])("%s", (_, change, user, expected) => {
    expect(refusals(container(change), [image({ user })], undefined)).toStrictEqual(expected);
  });

  test("the fix names both solutions", () => {
    const [found] = compareImage(container(), [image({ user: "" })], undefined).refusals;
    expect(found?.fix).toBe(
      "end the Dockerfile with the number of a user, for example USER 10001, or give the workload a number that the image can run as, for example user = 10001 (runAsUser)",
    );
  });
});

test.each<[string, Partial<PlannedContainer>, Partial<ImageConfiguration>, string[]]>([
  ["no declared port", {}, { ports: [] }, []],
  [
    "another declared port",
    {},
    { ports: [3000, 3001] },
    ["the readiness probe asks port 8080, but the image declares only 3000, 3001 (EXPOSE)"],
  ],
  [
    "two probes",
    {
      probes: [
        { kind: "readiness", port: 8080 },
        { kind: "liveness", port: 8080 },
      ],
    },
    { ports: [3000] },
    ["the readiness and liveness probe ask port 8080, but the image declares only 3000 (EXPOSE)"],
  ],
  [
    "a health check of another port",
    {},
    { healthCheck: "curl --fail http://localhost:9000/health" },
    ["the image checks itself on port 9000 (HEALTHCHECK), but the probes ask 8080"],
  ],
  ["a health check of the same port", {}, { healthCheck: "wget http://127.0.0.1:8080/" }, []],
  [
    "a health check and no probe",
    { probes: [] },
    { healthCheck: "curl http://localhost:8080" },
    ["the image has a HEALTHCHECK, which Kubernetes does not run, and the container has no probe"],
  ],
  ["no health check and no probe", { probes: [] }, {}, []],
])("warnings: %s", (_, change, of, expected) => {
  const { warnings, refusals: refused } = compareImage(container(change), [image(of)], ["amd64"]);
  expect(refused).toStrictEqual([]);
  expect(warnings).toStrictEqual(expected.map((text) => WHERE + text));
});
