import { expect, test } from "@jest/globals";
import { failed, progressing } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import { causeOf } from "../../../../../actions/kube-deploy/src/rollout/cause.ts";
import { diagnosis, statusOf } from "./statuses.ts";

const counts = { desired: 2, ready: 1 };
const late = failed(counts, "progress-deadline-exceeded", "no progress for 600 s");

test.each([
  {
    name: "a diagnosis of a pod is the cause",
    status: statusOf(progressing(counts, "1 of 2 pods ready"), { fatalAt: 5 }),
    cause: { reason: "unschedulable", message: "no node can take the pod", fix: "add nodes" },
  },
  {
    name: "a failed workload adds its message",
    status: statusOf(late, { fatalAt: 5 }),
    cause: { reason: "unschedulable", message: "no node can take the pod (no progress for 600 s)" },
  },
  {
    name: "its reason says more than a general diagnosis",
    status: { ...statusOf(late), diagnoses: [diagnosis(5, "container-failed")] },
    cause: { reason: "progress-deadline-exceeded", fix: "add nodes" },
  },
  {
    name: "without a diagnosis the workload's own message",
    status: statusOf(late),
    cause: {
      reason: "progress-deadline-exceeded",
      message: "no progress for 600 s",
      fix: "run `kubectl describe deployment web --namespace shop` and correct what it reports",
    },
  },
  {
    name: "without any reason",
    status: statusOf(progressing(counts, "1 of 2 pods ready")),
    cause: { reason: "rollout-timeout", message: "1 of 2 pods ready" },
  },
  {
    name: "a paused Deployment is resumed",
    status: statusOf(failed(counts, "rollout-paused", "it is paused")),
    cause: { fix: expect.stringContaining("kubectl rollout resume deployment web") },
  },
  {
    name: "a paused Deployment is resumed, whatever its older pods do",
    status: statusOf(failed(counts, "rollout-paused", "it is paused"), { fatalAt: 5 }),
    cause: {
      reason: "rollout-paused",
      message: "it is paused",
      fix: expect.stringContaining("kubectl rollout resume"),
    },
  },
  {
    name: "a missing workload is deployed again",
    status: statusOf(failed(counts, "workload-missing", "not in the cluster")),
    cause: { fix: expect.stringMatching(/^deploy again/) },
  },
])("$name", ({ status, cause }) => {
  expect(causeOf(status)).toMatchObject(cause);
});
