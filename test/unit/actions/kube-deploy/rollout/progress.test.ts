import { expect, test } from "@jest/globals";
import type { Event } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { progressing } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import { progressOf } from "../../../../../actions/kube-deploy/src/rollout/progress.ts";
import { crashing, event, pod, status, waiting } from "../diagnosis/pods.ts";
import { statusOf } from "./statuses.ts";

type Parts = Parameters<typeof pod>[0];
const base = statusOf(progressing({ desired: 2, ready: 1 }, "1 of 2 pods ready"));
const progress = (parts: Parts, events: Event[] = []) =>
  progressOf([{ ...base, pods: [{ pod: pod(parts), events }] }]);

const pulling = { containers: [waiting("ContainerCreating")] };
const pulled = event("Pulled", "Successfully pulled image", { type: "Normal" });

test.each([
  [
    "a container starts",
    progress({ containers: [status({ state: { running: {} } })] }),
    progress(pulling),
  ],
  ["an image is pulled", progress(pulling, [pulled]), progress(pulling)],
  ["the phase changes", progress({ ...pulling, phase: "Running" }), progress(pulling)],
])("%s: this counts as progress", (_, one, other) => {
  expect(one).not.toBe(other);
});

test.each([
  [
    "a container crashes again",
    progress({ containers: [crashing({ restartCount: 3 })] }),
    progress({ containers: [crashing({ restartCount: 2 })] }),
  ],
  [
    "a failed pull has another reason",
    progress({ containers: [waiting("ImagePullBackOff")] }),
    progress({ containers: [waiting("ErrImagePull")] }),
  ],
])("%s: this does not count as progress", (_, one, other) => {
  expect(one).toBe(other);
});
