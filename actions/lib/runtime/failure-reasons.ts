/** Failures that every action can have. */
export const COMMON_FAILURES = {
  "invalid-input": {
    meaning: "one or more inputs are not valid; all are listed",
    fix: "correct them",
  },
  cancelled: {
    meaning: "the job was cancelled",
    fix: "run the job again when its work is still wanted",
  },
  "program-not-found": {
    meaning: "a program that the action runs is not on PATH",
    fix: "install the named program on the runner",
  },
  "program-not-started": {
    meaning: "a program that the action runs cannot be started",
    fix: "check that the named program is executable on this runner",
  },
  "mixed-pipelines": {
    meaning: "actions of one job read folders of the pipeline (`$/`) from two versions of it",
    fix: "use all actions of the job from one repository at one commit",
  },
  "unexpected-error": {
    meaning: "a bug in the action",
    fix: "report it with the log of the step",
  },
} as const;

declare module "./errors.ts" {
  interface FailureReasons extends ReasonsOf<typeof COMMON_FAILURES> {}
}
