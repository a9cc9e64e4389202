import { permissionFix } from "../../../lib/aws/refusal.ts";
import { matchFailure } from "../../../lib/match-failure.ts";
import type { FailureRule, MatchedFailure, Origin } from "../../../lib/match-failure.ts";
import type { BuildFailure } from "./output.ts";

const BUILD: readonly Origin[] = ["docker", "buildkit"];
/** Sources of a build's files: registries, and what BuildKit itself fetches. */
const REMOTE: readonly Origin[] = ["registry", "buildkit"];

const BUILD_RULES: readonly FailureRule<BuildFailure>[] = [
  {
    origin: "buildkit",
    when: { summary: /"(?<path>\/[^"]*)": not found/ },
    reason: "file-not-found",
    fix: (_, { path = "" }) =>
      `${path} is not in the build context: correct the path (it is relative to the context), create the file in a step before this one, or check whether .dockerignore excludes it`,
  },
  {
    origin: BUILD,
    when: { summary: /target stage "?(?<stage>[^"\s]+)"? could not be found/ },
    reason: "target-not-found",
    fix: (_, { stage = "" }) =>
      `name a stage of the Dockerfile in target, or add "FROM … AS ${stage}"`,
  },
  {
    origin: BUILD,
    when: {
      summary:
        /failed to read dockerfile|dockerfile parse error|unknown instruction|the Dockerfile .*cannot be empty|file with no instructions/i,
    },
    reason: "dockerfile-invalid",
    fix: "correct the Dockerfile at the line shown",
  },
  {
    origin: BUILD,
    when: {
      summary:
        /Multi-platform build is not supported|does not support multi-platform|not supported for the docker driver/i,
    },
    reason: "builder-not-capable",
    fix: "this builder cannot do it: run docker/setup-buildx-action in a step before this one",
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
    // buildx prints nothing else about a builder whose daemon has died.
    origin: "docker",
    when: { summary: /^context deadline exceeded$/ },
    reason: "builder-unreachable",
    fix: "the current builder does not answer: `docker buildx ls` shows it; start it again, or use another one (docker buildx use default)",
  },
];

const REGISTRY_RULES: readonly FailureRule<BuildFailure>[] = [
  {
    origin: "registry",
    when: { operation: /^push$/, summary: /immutable|tag invalid: .*already exists/i },
    reason: "immutable-tag-exists",
    fix: "use a tag of the commit (type=sha), or a tag that does not exist yet; the repository's tags cannot be moved",
  },
  {
    origin: "registry",
    when: { summary: /repository with name '(?<name>[^']+)' does not exist/i },
    reason: "repository-not-found",
    fix: (_, { name = "" }) =>
      `create the ECR repository ${name} first: by the list repositories in the variable files of this pipeline's infrastructure workspace, or with create-repository: true in a workflow of your own`,
  },
  {
    origin: REMOTE,
    when: { summary: /not authorized to perform:? ecr:\w+/i },
    reason: "access-denied",
    fix: ({ summary }) => permissionFix(summary, ""),
  },
  {
    origin: "registry",
    when: {
      operation: /^pull$/,
      summary: /toomanyrequests|429 Too Many Requests|pull rate limit/i,
    },
    reason: "base-image-rate-limited",
    fix: "log in to that registry in a step before this one, or pull the base image through an ECR pull-through cache",
  },
  {
    origin: "registry",
    when: {
      operation: /^pull$/,
      summary: /pull access denied|failed to resolve source metadata for \S+: .*not found/i,
    },
    reason: "base-image-not-found",
    fix: "correct the FROM line (or COPY --from), or log in to the registry of the base image in a step before this one",
  },
  {
    origin: REMOTE,
    when: {
      summary:
        /401 Unauthorized|no basic auth credentials|authorization token has expired|failed to authorize/i,
    },
    reason: "registry-authentication",
    fix: ({ operation, host = "the registry" }) =>
      operation === "pull"
        ? `${host} took no credentials: log in to it in a step before this one; when it is ECR itself, run the job again`
        : "ECR took no credentials: run the job again",
  },
  {
    origin: "registry",
    when: { operation: /^pull$/, summary: /403 Forbidden/i },
    reason: "access-denied",
    fix: ({ host = "the registry", repository = "the base image" }) =>
      `${host} refuses to give ${repository}: allow ecr:BatchGetImage and ecr:GetDownloadUrlForLayer on it to the role, also in the repository's policy, or log in as somebody who may pull it`,
  },
  {
    origin: REMOTE,
    when: { summary: /403 Forbidden/i },
    reason: "access-denied",
    fix: "add the rights of pushing to the role (see Permissions in the README); when it has them, a repository policy denies it, or the repository holds as many images as ECR allows",
  },
];

const RUN_RULES: readonly FailureRule<BuildFailure>[] = [
  {
    origin: "build command",
    when: { exitCode: /^137$/ },
    reason: "out-of-memory",
    fix: "the kernel ended the command, most likely for lack of memory: use a larger runner or let the command use less",
  },
  {
    origin: "build command",
    when: { detail: /exec format error/i },
    reason: "platform-not-runnable",
    fix: "this machine cannot run programs of that platform: build on a runner of that architecture, or install QEMU (docker/setup-qemu-action) first",
  },
];

const DISK_FULL = {
  reason: "disk-full",
  fix: "use a larger runner, free space in a step before this one, or make the image smaller",
} as const;
const NO_SPACE = /no space left on device/i;

/** Failures of a build with a known fix. The first rule that matches decides: special ones come before general ones. */
export const RULES: readonly FailureRule<BuildFailure>[] = [
  ...REGISTRY_RULES,
  ...RUN_RULES,
  { origin: ["registry", ...BUILD], when: { summary: NO_SPACE }, ...DISK_FULL },
  { origin: "build command", when: { detail: NO_SPACE }, ...DISK_FULL },
  {
    origin: "build command",
    when: {},
    reason: "run-failed",
    fix: "correct the command of the RUN line; its own output is in the log",
  },
  ...BUILD_RULES,
  {
    origin: REMOTE,
    when: {
      summary:
        /failed to do request|connection reset|i\/o timeout|unexpected EOF|TLS handshake timeout|50[0-4] (Internal|Bad|Service|Gateway)|429 Too Many Requests|toomanyrequests/i,
    },
    reason: "registry-unavailable",
    fix: "run the job again; when it happens each time, this runner cannot reach the host that is named, or its name is wrong",
  },
];

/** Why a build failed, as a value of `failure-reason`, and the fix. */
export const explainBuildFailure = (failure: BuildFailure): MatchedFailure =>
  matchFailure(RULES, failure) ?? {
    reason: "build-failed",
    fix: "correct what docker's error line names; its whole output is in the log",
  };
