import { describe, expect, test } from "@jest/globals";
import {
  answersOn,
  findUserProblem,
  findWriteProblem,
} from "../../../../../rehearsal/kubernetes/kubelet/image-fit.ts";

const NAME = "web-1_shop(u-1)";
const PLACE = '(pod: "web-1_shop(u-1)", container: web)';

describe("the user of an image under runAsNonRoot", () => {
  const pod = (securityContext: object) => ({ spec: { containers: [], securityContext } });
  const strict = pod({ runAsNonRoot: true });
  const ROOT = `container has runAsNonRoot and image will run as root ${PLACE}`;

  test.each<[string, string, ReturnType<typeof pod>, object, string | undefined]>([
    ["none", "", strict, {}, ROOT],
    ["0", "0", strict, {}, ROOT],
    ["0 with a group", "0:0", strict, {}, ROOT],
    ["a number", "10001:10001", strict, {}, undefined],
    [
      "a name",
      "node",
      strict,
      {},
      `container has runAsNonRoot and image has non-numeric user (node), cannot verify user is non-root ${PLACE}`,
    ],
    ["none, but the pod sets one", "", pod({ runAsNonRoot: true, runAsUser: 1000 }), {}, undefined],
    ["none, but the container sets one", "", strict, { runAsUser: 1000 }, undefined],
    [
      "a number, but the pod sets root",
      "1000",
      pod({ runAsNonRoot: true, runAsUser: 0 }),
      {},
      `container's runAsUser breaks non-root policy ${PLACE}`,
    ],
    ["none, and the container allows root", "", strict, { runAsNonRoot: false }, undefined],
    ["none, and nothing forbids root", "", pod({}), {}, undefined],
  ])("%s", (_, user, spec, securityContext, expected) => {
    expect(findUserProblem(spec, { name: "web", securityContext }, { user }, NAME)).toBe(expected);
  });
});

test.each<[string, number[] | undefined, number | undefined, boolean]>([
  ["nothing is known of the image", undefined, 80, true],
  ["the image declares no port", [], 80, true],
  ["the image declares the port", [80, 443], 443, true],
  ["the image declares another port", [3000], 80, false],
  ["the probe uses no port", [3000], undefined, true],
])("whether something listens: %s", (_, ports, port, expected) => {
  expect(answersOn(ports && { ports }, port)).toBe(expected);
});

describe("a read-only root file system", () => {
  const NOTHING = { base: "", entrypoint: [], command: [], variables: [], folder: "/" };
  const readOnly = { name: "web", securityContext: { readOnlyRootFilesystem: true } };
  const mount = (mountPath: string, more = {}) => ({
    ...readOnly,
    volumeMounts: [{ name: "x", mountPath, ...more }],
  });
  const mounts = (...paths: string[]) => ({
    ...readOnly,
    volumeMounts: paths.map((mountPath) => ({ name: "x", mountPath })),
  });

  test.each([
    ["nginx:1.29", readOnly, true],
    ["docker.io/library/nginx@sha256:1", readOnly, true],
    ["httpd:2.4", readOnly, true],
    ["httpd:2.4", mount("/usr/local/apache2/logs"), false],
    ["nginx:1.29", mounts("/var/cache/nginx", "/run"), false],
    ["nginx:1.29", mounts("/var/cache", "/var/run"), false],
    ["nginx:1.29", mount("/var/cache/nginx"), true],
    ["nginx:1.29", mount("/run"), true],
    ["nginx:1.29", mount("/var/cache/nginx", { readOnly: true }), true],
    ["nginx:1.29", mount("/var/cache/nginx2"), true],
    ["nginx:1.29", { name: "web" }, false],
    ["node:24", readOnly, false],
    ["", readOnly, false],
    ["nginxinc/nginx-unprivileged:1.29", readOnly, true],
    ["nginxinc/nginx-unprivileged:1.29", mounts("/var/cache/nginx", "/run"), true],
    ["nginxinc/nginx-unprivileged:1.29", mount("/tmp"), false],
  ])("%s with %j", (base, container, fails) => {
    expect(findWriteProblem(container, { ...NOTHING, base }) !== undefined).toBe(fails);
  });

  const args = ["gunicorn", "app:app"];
  test.each<[string, object, object, boolean]>([
    ["its command", { command: args }, {}, true],
    ["its entry point with arguments", { entrypoint: ["gunicorn"], command: ["a:a"] }, {}, true],
    ["a variable of the image", { command: args, variables: ["TMPDIR"] }, {}, false],
    ["a variable of the workload", { command: args }, { env: [{ name: "TMPDIR" }] }, false],
    ["another command of the workload", { command: args }, { command: ["flask", "run"] }, false],
    ["the workload's command", { command: ["bash"] }, { command: args }, true],
    ["the workload's arguments", { entrypoint: ["tini", "--"] }, { args }, true],
    ["a writable /tmp", { command: args }, mount("/tmp"), false],
    ["a writable /var/tmp", { command: args }, mount("/var/tmp"), false],
    ["a writable working directory", { command: args, folder: "/app" }, mount("/app"), false],
    [
      "another working directory of the workload",
      { command: args, folder: "/app" },
      { ...mount("/app"), workingDir: "/srv" },
      true,
    ],
  ])("stops gunicorn: %s", (_, image, container, fails) => {
    const problem = findWriteProblem({ ...readOnly, ...container }, { ...NOTHING, ...image });
    expect(problem !== undefined).toBe(fails);
  });
});
