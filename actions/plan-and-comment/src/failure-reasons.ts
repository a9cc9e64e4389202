/** Failures of `command: changes` and `command: check`. */
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
  "too-many-workspaces": {
    meaning: "a change affects more workspaces than a matrix of GitHub can have jobs (256)",
    fix: "spread the environment files over several folders, and call plan.yml once for each (`environments-directory`)",
  },
} as const;

declare module "../../lib/runtime/errors.ts" {
  interface FailureReasons extends Record<keyof typeof ENVIRONMENT_FAILURES, true> {}
}
