import { matchFailure, rulesOf } from "../../../lib/match-failure.ts";
import type { FailureRule, MatchedFailure, Origin } from "../../../lib/match-failure.ts";
import { DOCKERFILE_RULES } from "./dockerfile-rules.ts";
import type { BuildFailure } from "./output.ts";
import { REMOTE } from "./pulled-image.ts";
import { NO_ANSWER_FIX, REGISTRY_RULES } from "./registry-rules.ts";
import { RUN_RULES } from "./run-rules.ts";
import { USER_RULES } from "./user-rules.ts";

const BUILD: readonly Origin[] = ["docker", "buildkit"];

const BUILDER_RULES: readonly FailureRule<BuildFailure>[] = [
  {
    origin: BUILD,
    when: {
      summary:
        /Multi-platform build is not supported|does not support multi-platform|not supported for the docker driver/i,
    },
    reason: "builder-not-capable",
    fix: "this builder does not support what the build needs: run docker/setup-buildx-action in a step before this one",
  },
  {
    origin: BUILD,
    when: {
      summary:
        /Cannot connect to the Docker daemon|failed to connect to the docker API|docker daemon is not running/i,
    },
    reason: "docker-not-running",
    fix: "start Docker on the runner, or create a builder that needs none (docker buildx create --driver remote or kubernetes)",
  },
  {
    // If the builder's daemon has died, buildx prints only the first of these.
    origin: "docker",
    when: {
      summary:
        /^context deadline exceeded$|^no builder "[^"]*" found|failed to (?:initialize builder|list workers)/,
    },
    reason: "builder-unreachable",
    fix: "the current builder does not answer: `docker buildx ls` shows it; start it again, or use another one (docker buildx use default)",
  },
  {
    // The image of BuildKit itself, which a new builder starts from.
    origin: "docker",
    when: {
      summary:
        /^Error response from daemon: .*(?:toomanyrequests|unexpected HTTP status: (?:429|5\d\d)|dial tcp|i\/o timeout|Client\.Timeout)/,
    },
    reason: "registry-unavailable",
    message: ({ summary }) => `the image of the builder cannot be pulled: ${summary}`,
    fix: "run the job again; if it happens often, log in to Docker Hub before docker/setup-buildx-action, or name a BuildKit image in a registry of your own in its driver-opts",
  },
  {
    // The connection to buildkitd ended in the middle of the build.
    origin: BUILD,
    when: {
      summary:
        /rpc error: code = (?:Unavailable|Canceled)\b|closing transport due to: connection error|frontend grpc server closed unexpectedly/,
    },
    reason: "builder-unreachable",
    message: ({ summary }) => `the builder ended during the build (${summary})`,
    fix: "run the job again; if it happens every time, the builder most likely runs out of memory: read its log (docker logs of buildx_buildkit_…, or the log of the remote buildkitd), use a larger runner, or build fewer images at once",
  },
];

/** What the builder keeps between builds. */
const STORE_RULES = rulesOf<BuildFailure>(BUILD, [
  {
    when: { summary: /parent snapshot \S+ does not exist|snapshot \S+ does not exist: not found/ },
    reason: "build-failed",
    message: ({ summary }) => `the builder has lost part of its cache: ${summary}`,
    fix: "run the job again; if the builder is kept between jobs, run `docker buildx prune --all` first",
  },
  {
    when: { summary: /max depth exceeded/ },
    reason: "build-failed",
    message: ({ summary }) => `the image has more layers than the builder can hold: ${summary}`,
    fix: "merge RUN and COPY lines, or copy the result into a new stage: an image can have about 125 layers, including those of its base image",
  },
]);

const DISK_FULL = {
  reason: "disk-full",
  fix: "use a larger runner, free space in a step before this one, or make the image smaller",
} as const;
const NO_SPACE = /no space left on device/i;

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
        /failed to do request|connection reset|i\/o timeout|unexpected EOF|TLS handshake timeout|50[0-4] (Internal|Bad|Service|Gateway)|429 Too Many Requests|toomanyrequests/i,
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
