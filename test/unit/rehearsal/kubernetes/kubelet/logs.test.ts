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
  // Until the container is started again, its last run counts as the previous run.
  ["previous=true", restarting, "one\ntwo\n"],
])("the query %j returns the right lines", (query, container, expected) => {
  expect(logs.read("uid", container, new URLSearchParams(query))).toBe(expected);
});

test("logs are kept between runs, and removed with their pod", () => {
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
])("K-E 37: with the status %j and previous %s, the error is %s", (change, previous, words) => {
  expect(findLogProblem("web-1", status(change), previous)).toBe(words);
});
