/** Failures of `command: changes`, `command: check` and `command: values`. */
export const ENVIRONMENT_FAILURES = {
  "environment-invalid": {
    meaning:
      "one or more environment files are not valid, or contradict each other. Each problem is an annotation",
    fix: "correct the files. docs/environments.md describes every key",
  },
  "environment-unprotected": {
    meaning:
      "the GitHub environment of `environment-file` does not exist, lacks the protection that `promote-from` requires, or does not let this branch or tag deploy",
    fix: "create the environment, or add reviewers and rules for branches and tags, under Settings, Environments",
  },
  "other-backend": {
    meaning: "a workspace of the run keeps its state outside S3, for example in HCP Terraform",
    fix: "move its state to S3. docs/own-workspace.md has the steps",
  },
  "values-invalid": {
    meaning:
      "values of a workspace's variables are not valid. The message names all of them. Nothing was changed",
    fix: "correct the values where the message says. terraform/kubernetes/README.md lists the keys of a workload",
  },
  "too-many-workspaces": {
    meaning: "a change affects more workspaces than a matrix of GitHub can have jobs (256)",
    fix: "split the environment files into several folders, and call plan.yml once for each folder (`environments-directory`)",
  },
} as const;

/** Failures of `policy-command`. */
export const POLICY_FAILURES = {
  "policy-denied": {
    meaning: "`policy-command` rejected the plan. Nothing was applied",
    fix: "change what the policy names, or change the policy. The report of the plan has the policy's output",
  },
  "policy-not-run": {
    meaning: "`policy-command` could not be run. Nothing was applied",
    fix: "install the program that it calls in an earlier step, or correct the program's name",
  },
} as const;

declare module "../../lib/runtime/errors.ts" {
  interface FailureReasons extends ReasonsOf<
    typeof ENVIRONMENT_FAILURES | typeof POLICY_FAILURES
  > {}
}
