/** Failures of `command: changes`, `command: check` and `command: values`. */
export const ENVIRONMENT_FAILURES = {
  "environment-invalid": {
    meaning:
      "environment files are not valid, or do not go together; each problem is an annotation",
    fix: "correct the files; docs/environments.md describes every key",
  },
  "environment-unprotected": {
    meaning:
      "GitHub's environment of `environment-file` does not exist, lacks the protection that `promote-from` asks for, or does not let this branch or tag deploy",
    fix: "create it, or add reviewers and rules for branches and tags, under Settings, Environments",
  },
  "other-backend": {
    meaning:
      "a workspace of the run keeps its state elsewhere than in S3, such as in HCP Terraform",
    fix: "move its state to S3; docs/own-workspace.md has the steps",
  },
  "values-invalid": {
    meaning:
      "values of a workspace's variables are not valid; all of them are named, and nothing was changed",
    fix: "correct them where the message says; terraform/kubernetes/README.md has the keys of a workload",
  },
  "too-many-workspaces": {
    meaning: "a change affects more workspaces than a matrix of GitHub can have jobs (256)",
    fix: "spread the environment files over several folders, and call plan.yml once for each (`environments-directory`)",
  },
} as const;

/** Failures of `policy-command`. */
export const POLICY_FAILURES = {
  "policy-denied": {
    meaning: "`policy-command` does not accept the plan; nothing was applied",
    fix: "change what the policy names, or the policy; the report of the plan has what it printed",
  },
  "policy-not-run": {
    meaning: "`policy-command` could not be run; nothing was applied",
    fix: "install the program that it calls in a step before this one, or correct its name",
  },
} as const;

declare module "../../lib/runtime/errors.ts" {
  interface FailureReasons extends ReasonsOf<
    typeof ENVIRONMENT_FAILURES | typeof POLICY_FAILURES
  > {}
}
