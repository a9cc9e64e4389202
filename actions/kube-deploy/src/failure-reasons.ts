/** Failures of reaching the cluster and of the rollout. */
export const ROLLOUT_FAILURES = {
  "invalid-kubeconfig": {
    meaning: "the file cannot be used; the message names the part",
    fix: "correct that part, or leave `kubeconfig` out to use EKS",
  },
  "cluster-not-found": {
    meaning: "there is no such cluster in this account and region",
    fix: "correct `cluster-name` or `aws-region`, or apply the infrastructure first",
  },
  "cluster-not-ready": {
    meaning: "the cluster is being created or deleted",
    fix: "wait until it is ACTIVE",
  },
  "describe-cluster-failed": {
    meaning: "EKS did not describe the cluster, or was not reached",
    fix: "do what the message names: mostly, allow `eks:DescribeCluster` to the role",
  },
  "cluster-unauthorized": {
    meaning: "the role has no access entry",
    fix: "run the two commands of the message",
  },
  "cluster-forbidden": {
    meaning: "a right in the cluster is missing",
    fix: "add the RBAC rule of the message",
  },
  "cluster-unreachable": {
    meaning: "there is no connection to the API server",
    fix: "check private endpoint, address ranges and network",
  },
  "cluster-certificate": {
    meaning: "the server's certificate is not of the cluster's authority",
    fix: "describe the cluster again if it was replaced; look for a proxy that breaks TLS",
  },
  "cluster-error": {
    meaning: "the API server answered with an unexpected error",
    fix: "run the job again",
  },
  "webhook-unavailable": {
    meaning: "an admission webhook does not answer, so the API server refuses objects",
    fix: "start what serves it, or delete its configuration",
  },
  "no-images": {
    meaning: "no images are given, and `images-from: live` finds no verified release that has some",
    fix: "give `images`, the output of build-push-ecr",
  },
  "cluster-mismatch": {
    meaning: "variable `cluster_name` and input `cluster-name` differ",
    fix: "make both the same",
  },
  "exec-plugin-missing": {
    meaning: "the workspace's provider calls a program for its token that the runner lacks",
    fix: "install it, such as the AWS CLI",
  },
  "exec-plugin-failed": {
    meaning: "the program that the workspace's provider calls for its token failed",
    fix: "correct its credentials, region and arguments",
  },
  "provider-elsewhere": {
    meaning: "the workspace's provider asks another server than the cluster",
    fix: "configure its host and credentials for the cluster",
  },
  "chart-unavailable": {
    meaning: "Helm cannot fetch a chart from its repository",
    fix: "correct the repository, chart or version, or the network to it",
  },
  "image-contract": {
    meaning:
      "an image does not fit its workload: another architecture, or root under `runAsNonRoot`; nothing of the Kubernetes workspace was changed",
    fix: "change the Dockerfile or the workload; the message has both ways",
  },
  "no-workloads": {
    meaning:
      "there is nothing to verify; after an apply this is only a warning, with `status: unverified`",
    fix: "give the folder of the Kubernetes workspace, or `workloads`",
  },
  "workload-missing": {
    meaning: "a workload is in the state and not in the cluster: someone deleted it",
    fix: "deploy again",
  },
  "workload-not-found": {
    meaning:
      "an entry of `workloads` stands for nothing in the cluster; the message says what there is",
    fix: "correct the entry, or run the step after the one that deploys",
  },
  "helm-release-not-deployed": {
    meaning:
      "the newest revision of the Helm release is failed, pending or uninstalled, and none of its workloads says why",
    fix: "correct what the message names, and run `helm upgrade` or `helm rollback`",
  },
  "custom-resource-failed": {
    meaning: "a custom resource says that it failed",
    fix: "correct what its message names",
  },
  "progress-deadline-exceeded": {
    meaning: "Kubernetes gave up, and no pod says why",
    fix: "look at the events of the namespace",
  },
  "rollout-paused": {
    meaning: "the Deployment is paused and something was to change",
    fix: "resume it with `kubectl rollout resume`",
  },
  stalled: {
    meaning: "the workload has the condition Stalled",
    fix: "correct what its message names",
  },
  "job-failed": { meaning: "a Job failed", fix: "correct the reason in the message" },
  "rollout-timeout": {
    meaning:
      "not ready within `timeout` (within 30 s where terraform or Helm had given up waiting before), and nothing says why",
    fix: "look at the events, or raise the time that the message names",
  },
  "no-activity": {
    meaning: "no pod got further within `no-activity-timeout`, and nothing says why",
    fix: "look at the events, or raise `no-activity-timeout`",
  },
  "image-not-running": {
    meaning:
      "the workloads are healthy, but run another image of the repository than the given one",
    fix: "let only one pipeline deploy the workload; with OnDelete, delete its pods",
  },
  "healthy-after-wait": {
    meaning: "Terraform stopped waiting, then everything became healthy",
    fix: "set `wait_for_rollout = false`, and untaint before the next apply",
  },
} as const;

/** Failures of what became ready. */
export const VERIFICATION_FAILURES = {
  "readiness-lost": {
    meaning: "something was ready, and lost it within `soak`; the message has the cause",
    fix: "look at the last log lines of the container",
  },
  "smoke-test-failed": {
    meaning: "everything is ready, but a smoke test did not find what it expects",
    fix: "correct what the test found, or what it expects",
  },
} as const;

/** Failures of keeping a release, and of going back to one. */
export const ROLLBACK_FAILURES = {
  "not-recordable": {
    meaning:
      "the files of a workspace cannot be kept with the release; nothing of the Kubernetes workspace was changed",
    fix: "keep the workspace and its local modules in folders of their own, or set `record: none`",
  },
  "release-needed": {
    meaning: "`command: rollback` without `release`; message and summary list the recorded ones",
    fix: "give the id of one of them as `release`",
  },
  "release-not-restorable": {
    meaning: "the files of the release cannot be initialised, or it has none of this workspace",
    fix: "choose another release, or deploy today's files with its images",
  },
  "rollback-destroys": {
    meaning:
      "the rollback would delete or replace something that is not a Job; the message has the addresses",
    fix: "deploy today's files with the images of that release",
  },
  "forward-only": {
    meaning: "a release since then was declared `forward-only`, so nothing goes back over it",
    fix: "deploy a fix",
  },
} as const;

/** Failures of finding the release that is promoted. */
export const RESOLVE_FAILURES = {
  "release-not-eligible": {
    meaning: "the release may not be promoted now; the message says what stands in its way",
    fix: "choose another release, wait, or give `override-reason`",
  },
  "release-files-differ": {
    meaning: "the release was verified with other files than those of its commit",
    fix: "deploy a commit whose files no step changes, and promote that release",
  },
  "pipeline-differs": {
    meaning:
      "the release was verified with other files of the pipeline (`$/`) than the running ones",
    fix: "run the version of the pipeline that deployed it, or deploy with this version and promote that release",
  },
} as const;

declare module "../../lib/runtime/errors.ts" {
  interface FailureReasons extends ReasonsOf<
    | typeof ROLLOUT_FAILURES
    | typeof VERIFICATION_FAILURES
    | typeof ROLLBACK_FAILURES
    | typeof RESOLVE_FAILURES
  > {}
}
