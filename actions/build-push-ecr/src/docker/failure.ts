import { matchFailure } from "../../../lib/match-failure.ts";
import type { FailureRule, MatchedFailure } from "../../../lib/match-failure.ts";
import { BUILD, BUILDER_RULES, STORE_RULES } from "./builder-rules.ts";
import { DOCKERFILE_RULES } from "./dockerfile-rules.ts";
import type { BuildFailure } from "./output.ts";
import { REMOTE } from "./pulled-image.ts";
import { NO_ANSWER_FIX, REGISTRY_RULES } from "./registry-rules.ts";
import { RUN_RULES } from "./run-rules.ts";
import { USER_RULES } from "./user-rules.ts";

const DISK_FULL = {
  reason: "disk-full",
  fix: "use a larger runner, free space in a step before this one, or make the image smaller",
} as const;
/** The second is a quota of the user or the file system of the runner. */
const NO_SPACE = /no space left on device|disk quota exceeded/i;

/** Failures of a build with a known fix. The first rule that matches decides: special ones come before general ones. */
export const RULES: readonly FailureRule<BuildFailure>[] = [
  ...REGISTRY_RULES,
  { origin: ["registry", ...BUILD], when: { summary: NO_SPACE }, ...DISK_FULL },
  { origin: "build command", when: { detail: NO_SPACE }, ...DISK_FULL },
  ...USER_RULES,
  ...RUN_RULES,
  {
    origin: "build command",
    when: {},
    reason: "run-failed",
    fix: "correct the command of the RUN line; its own output is in the log",
  },
  ...BUILDER_RULES,
  ...STORE_RULES,
  ...DOCKERFILE_RULES,
  {
    origin: REMOTE,
    when: {
      summary:
        /failed to do request|connection reset|i\/o timeout|unexpected EOF|TLS handshake timeout|50[0-4] (Internal|Bad|Service|Gateway)/i,
    },
    reason: "registry-unavailable",
    fix: NO_ANSWER_FIX,
  },
];

/** Returns why a build failed, as a value of `failure-reason`, and the fix. */
export const explainBuildFailure = (failure: BuildFailure): MatchedFailure =>
  matchFailure(RULES, failure) ?? {
    reason: "build-failed",
    fix: "correct what docker's error line names; its complete output is in the log",
  };
