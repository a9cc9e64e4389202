import { rulesOf } from "../../../lib/match-failure.ts";
import type { FailureRule, Origin } from "../../../lib/match-failure.ts";
import type { BuildFailure } from "./output.ts";

/** The docker client, and the builder behind it. */
export const BUILD: readonly Origin[] = ["docker", "buildkit"];

/** The builder itself: it is missing, may not be used, or ends. */
export const BUILDER_RULES: readonly FailureRule<BuildFailure>[] = [
  {
    origin: BUILD,
    when: {
      summary:
        /Multi-platform build is not supported|does not support multi-platform|not supported for (?:the )?docker driver/i,
    },
    reason: "builder-not-capable",
    fix: "this builder does not support what the build needs: run docker/setup-buildx-action in a step before this one",
  },
  {
    origin: BUILD,
    when: { summary: /permission denied while trying to connect to the docker (?:daemon|API)/i },
    reason: "docker-not-running",
    message: ({ summary }) => `this user may not use Docker: ${summary}`,
    fix: "let the user of the runner use Docker: add it to the group docker (sudo usermod -aG docker <user>) and start the runner again; a job in a container needs a user that may write to the mounted socket",
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
        /rpc error: code = (?:Unavailable|Canceled)\b|^(?:Unavailable|Canceled|DeadlineExceeded): |closing transport due to: connection error|frontend grpc server closed unexpectedly/,
    },
    reason: "builder-unreachable",
    message: ({ summary }) => `the builder ended during the build (${summary})`,
    fix: "run the job again; if it happens every time, the builder most likely runs out of memory: read its log (docker logs of buildx_buildkit_…, or the log of the remote buildkitd), use a larger runner, or build fewer images at once",
  },
];

/** What the builder keeps between builds. A push reads from it too. */
export const STORE_RULES = rulesOf<BuildFailure>(
  ["registry", ...BUILD],
  [
    {
      when: {
        summary:
          /parent snapshot \S+ does not exist|snapshot \S+ does not exist: not found|content digest sha256:\w+: not found|lease \S+: not found|unknown blob \S+ in history/,
      },
      reason: "build-failed",
      message: ({ summary }) => `the builder has lost part of its cache: ${summary}`,
      fix: "run the job again; if the builder is kept between jobs, run `docker buildx prune --all` first",
    },
    {
      // Errors of BuildKit itself, most often when several builds use one builder.
      when: {
        summary:
          /ref \S+ locked: unavailable|inconsistent graph state|buildkit scheduler error|missing lease requirement/,
      },
      reason: "build-failed",
      message: ({ summary }) => `the builder failed at its own work: ${summary}`,
      fix: "run the job again; if it happens often, use a newer BuildKit, and give each job a builder of its own (docker/setup-buildx-action)",
    },
    {
      when: { summary: /max depth exceeded/ },
      reason: "build-failed",
      message: ({ summary }) => `the image has more layers than the builder can hold: ${summary}`,
      fix: "merge RUN and COPY lines, or copy the result into a new stage: an image can have about 125 layers, including those of its base image",
    },
  ],
);
