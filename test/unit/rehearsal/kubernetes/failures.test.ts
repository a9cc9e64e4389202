import { afterEach, describe, expect, it, test } from "@jest/globals";
import {
  Failures,
  failureOf,
  workloadOf,
  type FailureReason,
} from "../../../../rehearsal/kubernetes/failures.ts";
import type { Kubernetes } from "../../../../rehearsal/kubernetes/index.ts";
import type { Pod } from "../../../../rehearsal/kubernetes/objects/types.ts";
import { APPS, CORE, FAST, deployment, post, start, until } from "./world.ts";

const pod = (owner = "ReplicaSet") => ({
  metadata: { name: "web-5d8f-x2x", ownerReferences: [{ kind: owner, name: "web-5d8f" }] },
  spec: { containers: [{ name: "web", image: "repo/web:1" }] },
});

describe("which pods a failure concerns", () => {
  test.each([
    ["ReplicaSet", "web"],
    ["StatefulSet", "web-5d8f"],
  ])("a pod of a %s belongs to %s", (owner, workload) => {
    expect(workloadOf(pod(owner))).toBe(workload);
  });

  test.each([
    [{}, true],
    [{ workload: "web" }, true],
    [{ workload: "other" }, false],
    [{ container: "web" }, true],
    [{ container: "sidecar" }, false],
    [{ image: "*:1" }, true],
    [{ image: "repo/web:1" }, true],
    [{ image: "*:2" }, false],
    [{ image: "repo.web:1" }, false],
  ])("%j: %s", (part, expected) => {
    const failures = new Failures();
    failures.add({ reason: "crash", ...part });
    expect(failures.of(pod())).toHaveLength(expected ? 1 : 0);
  });

  test.each([
    ["migrate-10a7d69b", true],
    ["migrate", true],
    ["migrate-orders", false],
    ["migrate-10a7d69b-10a7d69b", false],
  ])("a failure of the workload migrate concerns the Job %s: %s", (name, expected) => {
    const failures = new Failures();
    failures.add({ reason: "image-pull-denied", workload: "migrate" });
    const metadata = { name: `${name}-x2x`, ownerReferences: [{ kind: "Job", name }] };
    const ofJob = { metadata, spec: { containers: [{ name: "migrate" }] } };
    expect(failures.of(ofJob)).toHaveLength(expected ? 1 : 0);
  });

  test("an image that ran before still runs if only new images fail", () => {
    const failures = new Failures();
    failures.add({ reason: "crash", newImages: true }, ["repo/web:1"]);
    failures.add({ reason: "oom" }, ["repo/web:1"]);
    const next = { ...pod(), spec: { containers: [{ name: "web", image: "repo/web:2" }] } };
    expect(failures.of(pod()).map(({ reason }) => reason)).toStrictEqual(["oom"]);
    expect(failures.of(next).map(({ reason }) => reason)).toStrictEqual(["oom", "crash"]);
  });

  test("the failure that was added last counts first, and init concerns only init containers", () => {
    const failures = new Failures();
    failures.add({ reason: "crash" });
    failures.add({ reason: "oom" });
    failures.add({ reason: "init" });
    const found = failures.of(pod());
    expect(failureOf(found, { name: "web" }, false)?.reason).toBe("oom");
    expect(failureOf(found, { name: "migrate" }, true)?.reason).toBe("init");
    failures.clear();
    expect(failures.of(pod())).toStrictEqual([]);
  });
});

let kube: Kubernetes | undefined;
afterEach(async () => {
  await kube?.close();
  kube = undefined;
});

const waiting = (reason: string) => (one: Pod) =>
  one.status.containerStatuses?.some(({ state }) => state?.waiting?.reason === reason) === true;
const isUnready = ({ status }: Pod) =>
  status.conditions?.some(({ type, reason }) => type === "Ready" && reason !== undefined) === true;

// The messages of the other failures: failure-words.test.ts, and test/rehearsal/kubernetes/cases/failures.ts.
test.each<[FailureReason, pods: number, isSo: (pod: Pod) => boolean, event: string]>([
  ["image-wrong-platform", 2, waiting("ErrImagePull"), "no match for platform"],
  [
    "config-error",
    2,
    waiting("CreateContainerConfigError"),
    'Error: secret "app-secrets" not found',
  ],
  ["slow", 2, isUnready, "Container started"],
  ["pod-security", 0, () => true, 'violates PodSecurity "restricted:latest"'],
])("%s leaves %d pods, and an event says why", async (reason, count, isSo, event) => {
  // Real seconds: otherwise a slow pod would be ready before a busy machine has read its status.
  const delays = { ...FAST, secondMs: 1000 };
  const running = (kube = await start({ failures: [{ reason, workload: "web" }], delays }));
  await post(running, `${APPS}/deployments`, deployment("web"));
  if (count > 0) await until(running, CORE, "pods", (all) => all.some(isSo));
  await until(running, CORE, "events", (all) => all.some(({ message }) => message.includes(event)));
  expect(running.objects("pods")).toHaveLength(count);
});

it("a scripted failure of new images does not concern the images of ready pods", async () => {
  const running = (kube = await start());
  const isReady = ({ status }: Pod) =>
    status.conditions?.some((one) => one.type === "Ready" && one.status === "True") === true;
  await post(running, `${APPS}/deployments`, deployment("web"));
  await until(running, CORE, "pods", (all) => all.length === 2 && all.every(isReady));
  running.fail({ reason: "crash", newImages: true });
  await post(running, `${APPS}/deployments`, deployment("same"));
  await post(running, `${APPS}/deployments`, deployment("other", "repo/other:1"));
  const all = await until(running, CORE, "pods", (found) =>
    found.some(waiting("CrashLoopBackOff")),
  );
  expect(
    all.filter(waiting("CrashLoopBackOff")).map(({ metadata: { name } }) => name.slice(0, 5)),
  ).toContain("other");
  await until(running, CORE, "pods", (found) =>
    found.filter(({ metadata: { name } }) => name.startsWith("same")).every(isReady),
  );
});

it("an image that is pushed later is compared too", async () => {
  const known = {
    user: "0",
    ports: [],
    base: "",
    digest: `sha256:${"a".repeat(64)}`,
    entrypoint: [],
    command: [],
    variables: [],
    folder: "/",
  };
  let looks = 0;
  kube = await start({
    findImage: () => {
      looks += 1;
      return looks < 3 ? "not-found" : known;
    },
  });
  const pod = { securityContext: { runAsNonRoot: true } };
  await post(kube, `${APPS}/deployments`, deployment("web", "repo/later:1", {}, pod));
  const isRefused = waiting("CreateContainerConfigError");
  const all = await until(kube, CORE, "pods", (found) => found.some(isRefused));
  const state = all.find(isRefused)?.status.containerStatuses?.[0]?.state;
  expect(state?.waiting?.message).toContain("image will run as root");
  expect(looks).toBeGreaterThanOrEqual(3);
});

it("an image that the registry does not have fails without a script", async () => {
  kube = await start({ findImage: (image) => (image === "repo/gone:1" ? "not-found" : undefined) });
  await post(kube, `${APPS}/deployments`, deployment("web", "repo/gone:1"));
  const all = await until(kube, CORE, "pods", (found) => found.some(waiting("ImagePullBackOff")));
  const state = all.find(waiting("ImagePullBackOff"))?.status.containerStatuses?.[0]?.state;
  expect(state?.waiting?.message).toContain(
    'Back-off pulling image "repo/gone:1": ErrImagePull: rpc error: code = NotFound',
  );
});
