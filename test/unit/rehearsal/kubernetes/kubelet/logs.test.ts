import { expect, test } from "@jest/globals";
import { ContainerLogs, findLogProblem } from "../../../../../rehearsal/kubernetes/kubelet/logs.ts";
import { firstStatus } from "../../../../../rehearsal/kubernetes/kubelet/pod-status.ts";
import type { ContainerStatus } from "../../../../../rehearsal/kubernetes/objects/types.ts";

const status = (change: Partial<ContainerStatus>): ContainerStatus => ({
  ...firstStatus({ name: "web", image: "repo/web:1" }, false),
  ...change,
});
const running = status({ state: { running: {} } });
const restarting = status({ state: { waiting: { reason: "CrashLoopBackOff" } } });
const ended = { terminated: { exitCode: 1 } };

const logs = new ContainerLogs();
logs.start("uid", "web");
logs.write("uid", "web", ["before"]);
logs.start("uid", "web");
logs.write("uid", "web", ["one", "two"]);

test.each([
  ["", running, "one\ntwo\n"],
  ["tailLines=1", running, "two\n"],
  ["tailLines=0", running, ""],
  ["limitBytes=5", running, "one\nt"],
  ["previous=true", running, "before\n"],
  // The run that has just ended is the previous one until the container is started again.
  ["previous=true", restarting, "one\ntwo\n"],
])("query %j", (query, container, expected) => {
  expect(logs.read("uid", container, new URLSearchParams(query))).toBe(expected);
});

test("logs are kept between runs, and forgotten with their pod", () => {
  const restored = new ContainerLogs(logs.save());
  expect(restored.read("uid", running, new URLSearchParams())).toBe("one\ntwo\n");
  restored.remove("uid");
  expect(restored.read("uid", running, new URLSearchParams())).toBe("");
});

test.each<[Partial<ContainerStatus>, boolean, string | undefined]>([
  [{ state: { running: {} } }, false, undefined],
  [{ state: { waiting: { reason: "CrashLoopBackOff" } }, lastState: ended }, false, undefined],
  [
    { state: { waiting: { reason: "ImagePullBackOff" } } },
    false,
    'container "web" in pod "web-1" is waiting to start: trying and failing to pull image',
  ],
  [{}, true, 'previous terminated container "web" in pod "web-1" not found'],
])("K-E 37 status %j, previous %s is refused with %s", (change, previous, words) => {
  expect(findLogProblem("web-1", status(change), previous)).toBe(words);
});
