/** Failures that every action can have. */
export const COMMON_FAILURES = {
  "invalid-input": {
    meaning: "one or more inputs are not valid. The message lists all of them",
    fix: "correct the inputs that the message lists",
  },
  cancelled: {
    meaning: "the job was cancelled",
    fix: "run the job again if you still need its result",
  },
  "program-not-found": {
    meaning: "the action needs a program that is not on PATH",
    fix: "install the program that the message names on the runner",
  },
  "program-not-started": {
    meaning: "the runner cannot start a program that the action needs",
    fix: "check that the program that the message names is executable on this runner",
  },
  "mixed-pipelines": {
    meaning: "the actions of one job use folders of the pipeline (`$/`) from two versions of it",
    fix: "use all actions of the job from the same repository at the same commit",
  },
  "unexpected-error": {
    meaning: "the action has a bug",
    fix: "report it with the log of the step",
  },
} as const;

declare module "./errors.ts" {
  interface FailureReasons extends ReasonsOf<typeof COMMON_FAILURES> {}
}
