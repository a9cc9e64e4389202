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
    name: "the message of a failed workload is added to the diagnosis",
    status: statusOf(late, { fatalAt: 5 }),
    cause: { reason: "unschedulable", message: "no node can take the pod (no progress for 600 s)" },
  },
  {
    name: "the reason of a failed workload replaces a general diagnosis",
    status: { ...statusOf(late), diagnoses: [diagnosis(5, "container-failed")] },
    cause: { reason: "progress-deadline-exceeded", fix: "add nodes" },
  },
  {
    name: "without a diagnosis, the message of the workload is the cause",
    status: statusOf(late),
    cause: {
      reason: "progress-deadline-exceeded",
      message: "no progress for 600 s",
      fix: "run `kubectl describe deployment web --namespace shop` and correct what it reports",
    },
  },
  {
    name: "without any reason, the cause is rollout-timeout",
    status: statusOf(progressing(counts, "1 of 2 pods ready")),
    cause: { reason: "rollout-timeout", message: "1 of 2 pods ready" },
  },
  {
    name: "the fix for a paused Deployment is to resume it",
    status: statusOf(failed(counts, "rollout-paused", "it is paused")),
    cause: { fix: expect.stringContaining("kubectl rollout resume deployment web") },
  },
  {
    name: "the cause of a paused Deployment is the pause, whatever its older pods do",
    status: statusOf(failed(counts, "rollout-paused", "it is paused"), { fatalAt: 5 }),
    cause: {
      reason: "rollout-paused",
      message: "it is paused",
      fix: expect.stringContaining("kubectl rollout resume"),
    },
  },
  {
    name: "the fix for a missing workload is to deploy again",
    status: statusOf(failed(counts, "workload-missing", "not in the cluster")),
    cause: { fix: expect.stringMatching(/^deploy again/) },
  },
])("$name", ({ status, cause }) => {
  expect(causeOf(status)).toMatchObject(cause);
});
