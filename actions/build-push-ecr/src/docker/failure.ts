/** Why a build failed, found in what BuildKit printed. */
export interface Cause {
  /** Word of the README's table. */
  reason: string;
  /** BuildKit's own sentence, without the chain of wrappers in front of it. */
  message: string;
  fix: string;
  /** Line of the Dockerfile it happened at. */
  place: { file: string; line: number; instruction: string } | undefined;
}

interface Rule {
  pattern: RegExp;
  reason: string;
  /** `part(1)` is the first group of the pattern. */
  fix: (part: (group: number) => string) => string;
}

/** The IAM statement that allows one action. ecr:GetAuthorizationToken knows no resource but `*`. */
export const statementFor = (action: string, resource: string): string =>
  JSON.stringify({
    Effect: "Allow",
    Action: action,
    Resource: action === "ecr:GetAuthorizationToken" || resource === "" ? "*" : resource,
  });

const DISK_FULL: Rule = {
  pattern: /no space left on device/i,
  reason: "disk-full",
  fix: () => "use a larger runner, free space in a step before this one, or make the image smaller",
};

// The first rule that fits is taken: the special ones stand before the general ones.
const RULES: Rule[] = [
  {
    pattern: /immutable|tag invalid: .*already exists/i,
    reason: "immutable-tag-exists",
    fix: () =>
      "use a tag of the commit (type=sha), or a tag that does not exist yet; the repository's tags cannot be moved",
  },
  {
    pattern:
      /name unknown: .*repository with name '([^']+)'|repository with name '([^']+)' does not exist/i,
    reason: "repository-not-found",
    fix: (part) =>
      `create the ECR repository ${part(1) || part(2)}, or set create-repository to true`,
  },
  {
    pattern: /not authorized to perform:? (ecr:\w+)(?: on resource:? (arn:\S+))?/i,
    reason: "access-denied",
    fix: (part) => `add to the role's policy: ${statementFor(part(1), part(2))}`,
  },
  {
    pattern: /toomanyrequests|429 Too Many Requests|pull rate limit/i,
    reason: "base-image-rate-limited",
    fix: () =>
      "log in to that registry in a step before this one, or pull the base image through an ECR pull-through cache",
  },
  {
    pattern: /pull access denied|failed to resolve source metadata for (\S+): .*not found/i,
    reason: "base-image-not-found",
    fix: () =>
      "correct the FROM line (or COPY --from), or log in to the registry of the base image in a step before this one",
  },
  {
    pattern:
      /401 Unauthorized|no basic auth credentials|authorization token has expired|failed to authorize/i,
    reason: "registry-authentication",
    fix: () =>
      "the registry took no credentials: run the job again; when it names another registry than ECR, log in to that one in a step before this one",
  },
  {
    pattern: /403 Forbidden/i,
    reason: "access-denied",
    fix: () =>
      "the role lacks a right of pushing (see Permissions in the README), a repository policy denies it, or the repository holds as many images as ECR allows",
  },
  DISK_FULL,
  {
    pattern: /"(\/[^"]*)": not found/,
    reason: "file-not-found",
    fix: (part) =>
      `${part(1)} is not in the build context: correct the path (it is relative to the context), make the file in a step before this one, or look whether .dockerignore leaves it out`,
  },
  {
    pattern: /target stage "?([^"\s]+)"? could not be found/,
    reason: "target-not-found",
    fix: (part) => `name a stage of the Dockerfile in target, or add "FROM … AS ${part(1)}"`,
  },
  {
    pattern:
      /failed to read dockerfile|dockerfile parse error|unknown instruction|the Dockerfile .*cannot be empty|file with no instructions/i,
    reason: "dockerfile-invalid",
    fix: () => "correct the Dockerfile at the line shown",
  },
  {
    pattern:
      /Multi-platform build is not supported|does not support multi-platform|not supported for the docker driver/i,
    reason: "builder-not-capable",
    fix: () =>
      "this builder cannot do it: run docker/setup-buildx-action in a step before this one",
  },
  {
    pattern:
      /Cannot connect to the Docker daemon|failed to connect to the docker API|docker daemon is not running/i,
    reason: "docker-not-running",
    fix: () =>
      "start Docker on the runner, or make a builder that needs none (docker buildx create --driver remote or kubernetes)",
  },
  {
    // All that buildx says of a builder whose daemon has died.
    pattern: /^(?:ERROR: )?(?:failed to build: )?context deadline exceeded$/,
    reason: "builder-unreachable",
    fix: () =>
      "the current builder does not answer: `docker buildx ls` shows it; start it again, or take another one (docker buildx use default)",
  },
  {
    pattern:
      /failed to do request|connection reset|i\/o timeout|unexpected EOF|TLS handshake timeout|50[0-4] (Internal|Bad|Service|Gateway)/i,
    reason: "registry-unavailable",
    fix: () =>
      "a registry did not answer well: run the job again; when it happens each time, this runner cannot reach the host that is named, or its name is wrong",
  },
];

const FAILED_COMMAND = /process "(.*)" did not complete successfully:? ?(.*)/;

// For a command that failed. What it printed last and how it ended are looked at, never the command itself, which may
// hold any word: `yarn install --immutable` has nothing to do with tags.
const COMMAND_RULES: Rule[] = [
  {
    pattern: /^exit code: 137$/m,
    reason: "out-of-memory",
    fix: () =>
      "the kernel ended the command, most likely for want of memory: use a larger runner or let the command use less",
  },
  {
    pattern: /exec format error/i,
    reason: "platform-not-runnable",
    fix: () =>
      "this machine cannot run programs of that platform: build on a runner of that architecture, or install QEMU (docker/setup-qemu-action) first",
  },
  DISK_FULL,
  {
    pattern: /^/,
    reason: "run-failed",
    fix: () => "the command of the RUN line failed; its own output is above",
  },
];

/** Lines of a failed command that are looked at for the reason. */
const LAST_WORDS = 20;

/**
 * Finds the cause in the output of a failed `docker buildx build --progress=plain`. It is not the last line: behind
 * it may come a link to a build record (https://github.com/docker/build-push-action/issues/1194 and others show
 * only that). Without any error line the exit code is all there is to say.
 */
export function causeOf(output: string, exitCode: number): Cause {
  const lines = output.split("\n").map((line) => line.trimEnd());
  const line = errorLine(lines);
  const message =
    line === undefined
      ? `docker buildx build ended with exit code ${exitCode} and said nothing`
      : unwrap(line);
  const place = placeOf(lines);
  const [, , end] = FAILED_COMMAND.exec(line ?? "") ?? [];
  const [rules, text] =
    end === undefined ? [RULES, line ?? ""] : [COMMAND_RULES, `${end}\n${lastWords(lines)}`];
  for (const { pattern, reason, fix } of rules) {
    const found = pattern.exec(text);
    if (found !== null) return { reason, message, fix: fix((group) => found[group] ?? ""), place };
  }
  return { reason: "build-failed", message, fix: "read the output of docker above", place };
}

/** What the command of the failed step printed last: `#6 0.052 exec /app: exec format error`, without the front. */
function lastWords(lines: readonly string[]): string {
  const step = lines.map((line) => /^(#\d+) ERROR: process /.exec(line)?.[1]).findLast(Boolean);
  return lines
    .filter((line) => step !== undefined && line.startsWith(`${step} `))
    .map((line) => /^#\d+ \d+\.\d+ (.*)$/.exec(line)?.[1])
    .filter((words) => words !== undefined)
    .slice(-LAST_WORDS)
    .join("\n");
}

function errorLine(lines: readonly string[]): string | undefined {
  const last = (pattern: RegExp) => lines.findLast((line) => pattern.test(line));
  return (
    last(/^(ERROR|error): /) ??
    last(/^#\d+ ERROR: /) ??
    last(/failed to solve: /) ??
    lines.findLast((line) => line.trim() !== "" && !line.startsWith("View build details"))
  );
}

/** What is left of "ERROR: failed to build: failed to solve: …" is the sentence itself. */
const unwrap = (line: string): string =>
  line
    .replace(/^#\d+ /, "")
    .replace(/^(?:(?:ERROR|error|failed to (?:build|solve|compute cache key)): )+/, "");

/** BuildKit shows the place as `Dockerfile:3`, a rule, and the lines around it with `>>>` at the ones it means. */
function placeOf(lines: readonly string[]): Cause["place"] {
  const at = lines.findIndex(
    (line, index) => /^\S.*:\d+$/.test(line) && /^-{10,}$/.test(lines[index + 1] ?? ""),
  );
  const parts = /^(.*):(\d+)$/.exec(lines[at] ?? "");
  if (parts === null) return undefined;
  const marked = lines.slice(at).find((line) => line.includes(">>>")) ?? "";
  const instruction = /^\s*\d+ \|\s*>>> (.*)$/.exec(marked)?.[1] ?? "";
  return { file: parts[1] ?? "", line: Number(parts[2]), instruction: instruction.trim() };
}
