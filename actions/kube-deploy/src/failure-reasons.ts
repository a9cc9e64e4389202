/** Failures to reach the cluster, and failures of the rollout. */
export const ROLLOUT_FAILURES = {
  "invalid-kubeconfig": {
    meaning: "the kubeconfig file cannot be used. The message names the wrong part",
    fix: "correct that part, or leave `kubeconfig` empty to use EKS",
  },
  "cluster-not-found": {
    meaning: "this account and region have no cluster of that name",
    fix: "correct `cluster-name` or `aws-region`, or apply the infrastructure first",
  },
  "cluster-not-ready": {
    meaning: "the cluster is being created or deleted",
    fix: "wait until the cluster is ACTIVE",
  },
  "describe-cluster-failed": {
    meaning: "EKS did not describe the cluster, or could not be reached",
    fix: "do what the message says: usually, allow the role `eks:DescribeCluster`",
  },
  "cluster-unauthorized": {
    meaning: "the role has no access entry in the cluster",
    fix: "run the two commands in the message",
  },
  "cluster-forbidden": {
    meaning: "the role lacks a permission in the cluster",
    fix: "add the RBAC rule in the message",
  },
  "cluster-unreachable": {
    meaning: "the runner cannot connect to the API server",
    fix: "check the private endpoint, the allowed address ranges and the network",
  },
  "cluster-certificate": {
    meaning: "the certificate of the API server is not from the cluster's certificate authority",
    fix: "if the cluster was replaced, describe it again. Otherwise, look for a proxy that intercepts TLS",
  },
  "cluster-error": {
    meaning: "the API server returned an unexpected error",
    fix: "run the job again",
  },
  "webhook-unavailable": {
    meaning:
      "an admission webhook does not answer, or answers with an error, so the API server refuses objects",
    fix: "start or correct the service behind the webhook, or delete the webhook's configuration",
  },
  "no-images": {
    meaning: "no images are given, and `images-from: live` finds no verified release with images",
    fix: "set `images` to the output of build-push-ecr",
  },
  "cluster-mismatch": {
    meaning: "the variable `cluster_name` and the input `cluster-name` differ",
    fix: "set both to the same name",
  },
  "exec-plugin-missing": {
    meaning: "the workspace's provider gets its token from a program that the runner does not have",
    fix: "install the program, for example the AWS CLI",
  },
  "exec-plugin-failed": {
    meaning: "the program from which the workspace's provider gets its token failed",
    fix: "correct its credentials, region and arguments",
  },
  "provider-elsewhere": {
    meaning: "the workspace's provider sends its requests to a server other than the cluster",
    fix: "configure the provider's host and credentials for the cluster",
  },
  "chart-unavailable": {
    meaning: "Helm cannot download a chart from its repository",
    fix: "correct the repository, the chart or the version, or the network to the repository",
  },
  "image-contract": {
    meaning:
      "an image does not fit its workload: it has another architecture, or it runs as root although the workload sets `runAsNonRoot`. Nothing in the Kubernetes workspace was changed",
    fix: "change the Dockerfile or the workload. The message describes both ways",
  },
  "no-workloads": {
    meaning:
      "there is nothing to verify. After an apply this is only a warning, with `status: unverified`",
    fix: "give the folder of the Kubernetes workspace, or set `workloads`",
  },
  "workload-missing": {
    meaning: "a workload is in the state but not in the cluster, because somebody deleted it",
    fix: "deploy again",
  },
  "workload-not-found": {
    meaning: "an entry of `workloads` matches nothing in the cluster. The message says what exists",
    fix: "correct the entry, or run the step after the one that deploys the workload",
  },
  "helm-release-not-deployed": {
    meaning:
      "the newest revision of the Helm release is failed, pending or uninstalled, and none of its workloads shows the cause",
    fix: "correct the cause that the message names, then run `helm upgrade` or `helm rollback`",
  },
  "custom-resource-failed": {
    meaning: "a custom resource reports that it failed",
    fix: "correct the cause that its message names",
  },
  "progress-deadline-exceeded": {
    meaning: "Kubernetes gave up on the rollout, and no pod shows the cause",
    fix: "look at the events of the namespace",
  },
  "rollout-paused": {
    meaning: "the Deployment is paused, so its change does not roll out",
    fix: "resume it with `kubectl rollout resume`",
  },
  stalled: {
    meaning: "the workload has the condition Stalled",
    fix: "correct the cause that the condition's message names",
  },
  "job-failed": {
    meaning: "a Job failed",
    fix: "correct the cause that the message names",
  },
  "rollout-timeout": {
    meaning:
      "a workload was not ready within `timeout`, and nothing shows the cause. If terraform or Helm had already stopped waiting, the limit is 30 s",
    fix: "look at the events, or raise the time that the message names",
  },
  "no-activity": {
    meaning: "no pod made progress within `no-activity-timeout`, and nothing shows the cause",
    fix: "look at the events, or raise `no-activity-timeout`",
  },
  "image-not-running": {
    meaning:
      "the workloads are healthy, but run another image of the repository than the given one. Or something else gave a workload another image after it was deployed, and that version fails",
    fix: "let only one pipeline deploy the workload. With the update strategy OnDelete, delete the pods",
  },
  "healthy-after-wait": {
    meaning: "everything became healthy, but only after Terraform had stopped waiting",
    fix: "set `wait_for_rollout = false`, and run `terraform untaint` before the next apply",
  },
} as const;

/** Failures after everything became ready. */
export const VERIFICATION_FAILURES = {
  "readiness-lost": {
    meaning:
      "something became ready, then lost its readiness within `soak`. The message has the cause",
    fix: "look at the last log lines of the container",
  },
  "smoke-test-failed": {
    meaning: "everything is ready, but a smoke test did not get what it expects",
    fix: "correct what the test found, or what it expects",
  },
} as const;

/** Failures to record a release, and to return to one. */
export const ROLLBACK_FAILURES = {
  "not-recordable": {
    meaning:
      "the files of a workspace cannot be stored with the release. Nothing in the Kubernetes workspace was changed",
    fix: "keep the workspace and its local modules in folders of their own, or set `record: none`",
  },
  "release-needed": {
    meaning:
      "`command: rollback` was run without `release`. The message and the summary list the recorded releases",
    fix: "set `release` to one of the listed ids",
  },
  "release-not-restorable": {
    meaning:
      "the files of the release cannot be initialised, or the release has no files of this workspace",
    fix: "choose another release, or deploy today's files with the images of that release",
  },
  "rollback-destroys": {
    meaning:
      "the rollback would delete or replace something other than a Job. The message has the addresses",
    fix: "deploy today's files with the images of that release",
  },
  "forward-only": {
    meaning: "a later release was declared `forward-only`, so nothing may go back past it",
    fix: "deploy a fix",
  },
} as const;

/** Failures to find the release to promote. */
export const RESOLVE_FAILURES = {
  "release-not-eligible": {
    meaning: "the release may not be promoted now. The message says why",
    fix: "choose another release, wait, or give `override-reason`",
  },
  "release-files-differ": {
    meaning: "the release was verified with files that differ from those of its commit",
    fix: "deploy a commit without a step that changes its files, then promote that release",
  },
  "pipeline-differs": {
    meaning:
      "the release was verified with another version of the pipeline's files (`$/`) than the running one",
    fix: "run the version of the pipeline that deployed the release, or deploy with this version and promote the new release",
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
