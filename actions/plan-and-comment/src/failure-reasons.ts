/** Failures of `command: changes`. */
export const ENVIRONMENT_FAILURES = {
  "environment-invalid": {
    meaning:
      "environment files are not valid, or do not go together; each problem is an annotation",
    fix: "correct the files; docs/environments.md describes every key",
  },
  "environment-unprotected": {
    meaning:
      "GitHub's environment of `environment-file` does not exist, or lacks the protection that `promote-from` asks for",
    fix: "create it, or add reviewers and a branch rule, under Settings, Environments",
  },
} as const;

declare module "../../lib/runtime/errors.ts" {
  interface FailureReasons extends Record<keyof typeof ENVIRONMENT_FAILURES, true> {}
}
