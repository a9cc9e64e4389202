import { expect, test } from "@jest/globals";
import { withClusterCause } from "../../../../../actions/kube-deploy/src/cluster/provider-failure.ts";
import { failureOf } from "../../../../../actions/lib/terraform/failures.ts";
import { cluster } from "./clusters.ts";

const explain = (summary: string, address: string, detail = "") =>
  withClusterCause(
    failureOf("apply", [{ severity: "error", summary, detail, address }], ""),
    cluster,
  );

test.each<[string, string, string, RegExp]>([
  [
    'pre-upgrade hooks failed: warning: Hook pre-upgrade web/templates/migrate.yaml failed: 1 error occurred:\n\t* jobs.batch "web-migrate" already exists\n\n',
    "helm_release.web",
    "helm_release.web cannot run its hook pre-upgrade, because jobs.batch web-migrate of an earlier run still exists",
    /kubectl delete jobs\.batch web-migrate.*web\/templates\/migrate\.yaml .*before-hook-creation/,
  ],
  [
    'Unable to continue with install: ServiceAccount "web" in namespace "shop" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"',
    "helm_release.web",
    "helm_release.web cannot be installed, because ServiceAccount shop/web exists and belongs to something else",
    /meta\.helm\.sh\/release-name/,
  ],
  [
    'Unable to continue with install: ClusterRole "web" in namespace "" exists and cannot be imported into the current release: invalid ownership metadata',
    "helm_release.web",
    "helm_release.web cannot be installed, because ClusterRole web exists and belongs to something else",
    /find out what made it/,
  ],
  [
    "cannot re-use a name that is still in use",
    "helm_release.web",
    "helm_release.web cannot be installed, because the namespace has a release of this name that is not in the state",
    /terraform import helm_release\.web NAMESPACE\/NAME/,
  ],
  [
    'Failed to create deployment: deployments.apps "web" already exists',
    "kubernetes_deployment_v1.web",
    'kubernetes_deployment_v1.web cannot be made, because the cluster has it already and the state does not: Failed to create deployment: deployments.apps "web" already exists',
    /terraform import kubernetes_deployment_v1\.web ID/,
  ],
  [
    "Cannot create resource that already exists",
    "kubernetes_manifest.web",
    "kubernetes_manifest.web cannot be made, because the cluster has it already and the state does not: Cannot create resource that already exists",
    /terraform import kubernetes_manifest\.web ID/,
  ],
])("%s", (summary, address, message, fix) => {
  const known = explain(summary, address);
  expect(known.reason).toBe("apply-failed");
  expect(known.message).toBe(message);
  expect(known.fix).toMatch(fix);
});

test("an object of AWS that exists is left to the advice about AWS", () => {
  const error = explain('repository "web" already exists', "aws_ecr_repository.web");
  expect(error.message).not.toMatch(/the state does not/);
});
