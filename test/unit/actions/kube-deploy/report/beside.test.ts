import { expect, test } from "@jest/globals";
import { failureBeside } from "../../../../../actions/kube-deploy/src/report/beside.ts";
import { ActionError } from "../../../../../actions/lib/runtime/errors.ts";
import { failureOf } from "../../../../../actions/lib/terraform/failures.ts";
import { error } from "../../lib/terraform/diagnostics.ts";
import { helmTimedOut } from "../../../../support/kubernetes/helm.ts";

test("K-E 88: if the workloads become healthy after terraform stopped waiting, the fix is to untaint them", () => {
  const waitError = new ActionError({
    reason: "apply-failed",
    message: "waiting",
    detail: "evidence",
  });
  expect(failureBeside({ waitError })).toMatchObject({
    reason: "healthy-after-wait",
    fix: expect.stringContaining("terraform untaint"),
    detail: "evidence",
  });
});

test("K-E 88: the command that untaints is that of the tool", () => {
  const summary = "Waiting for rollout to finish: 1 replicas wanted";
  const waitError = failureOf("apply", [error(summary)], "", "opentofu");
  const { message, fix } = failureBeside({ waitError }) ?? {};
  expect(fix).toContain("run `tofu untaint ADDRESS` first");
  expect(`${message} ${fix}`).not.toMatch(/terraform/i);
});

const gaveUp = helmTimedOut();

test("K-E 80: if the workloads are healthy after Helm gave up and rolled the release back, nothing is tainted", () => {
  expect(failureBeside({ waitError: gaveUp, undeployed: [] })).toMatchObject({
    reason: "apply-failed",
    message: expect.stringMatching(
      /helm_release\.web: Error upgrading chart.*Helm has put the previous revision back/,
    ),
    fix: expect.not.stringContaining("untaint"),
    outputs: { status: "failed" },
  });
});

test("K-E 80: a release that is not deployed fails although its workloads are healthy", () => {
  const undeployed = ["Helm release a/b is failed in revision 2", "Helm release a/c is pending"];
  expect(failureBeside({ undeployed, waitError: gaveUp })).toMatchObject({
    reason: "helm-release-not-deployed",
    message: undeployed.join(". "),
    detail: expect.stringContaining("context deadline exceeded"),
  });
  expect(failureBeside({ undeployed: [] })).toBeUndefined();
});

test("K-E 80: the message has the status of the workloads while Helm waited, because nothing else shows it", () => {
  const heard = ["Deployment a/web: crash-loop: exit code 1", "Job a/seed: job-failed"];
  const said =
    ". While Helm waited: Deployment a/web: crash-loop: exit code 1; Job a/seed: job-failed";
  expect(failureBeside({ waitError: gaveUp, heard })?.message.endsWith(said)).toBe(true);
  const undeployed = ["Helm release a/b is not in the cluster"];
  expect(failureBeside({ undeployed, waitError: gaveUp, heard })?.message).toBe(
    `${undeployed.join()}${said}`,
  );
  expect(failureBeside({ heard })).toBeUndefined();
});
