import { parseImageName } from "../../../lib/image-reference.ts";
import type { ObservedFailure } from "../../../lib/match-failure.ts";
import { readSource, wordAbove } from "./instruction.ts";
import { readSteps } from "./steps.ts";
import type { Step } from "./steps.ts";

/** A failed `docker buildx build`, taken apart. */
export interface BuildFailure extends ObservedFailure {
  /** Whether a registry refused a `push` or a `pull`; `download` for what ADD fetches. */
  operation?: "push" | "pull" | "download" | undefined;
  /** Repository that was pushed to or pulled from, without its host. */
  repository?: string | undefined;
  /** The image that was pulled, as the Dockerfile or the registry names it. */
  image?: string | undefined;
  /** Exit code of the program of a RUN instruction. */
  exitCode?: number | undefined;
  /** Line of the Dockerfile at which it failed. */
  place: DockerfilePlace | undefined;
  /** What failed, in the words of the Dockerfile: `COPY --from=build /out /app`, `# syntax=docker/dockerfile:1`. */
  instruction?: string | undefined;
  /** The platform that could not be built; undefined = the builder's own. */
  platform?: string | undefined;
  /** Where COPY --from or a mount looks: `the stage build` or `the image node:24`. Undefined = the build context. */
  source?: string | undefined;
  /** The word of COPY or ADD that names what is missing, if it leads out of the build context: `../lib`. */
  above?: string | undefined;
  /** What BuildKit's checks found in the Dockerfile, one per line. */
  warnings?: string | undefined;
  /** Scripts of the build context whose first line ends with CRLF, one per line. */
  crlfScripts?: string | undefined;
}

interface DockerfilePlace {
  file: string;
  line: number;
  /** The instruction as the Dockerfile contains it. */
  instruction: string;
}

/** How many last lines of a failed program are kept as its detail. */
const LAST_LINES = 20;

/**
 * Finds what failed in the output of `docker buildx build --progress=plain`: its steps say which instruction failed and
 * whether it pushed or pulled. The error is not always in the last line: a link to a build record may follow it
 * (https://github.com/docker/build-push-action/issues/1194).
 * @param platforms that were requested
 */
export function readBuildFailure(
  output: string,
  exitCode: number,
  platforms: readonly string[] = [],
): BuildFailure {
  const lines = output.split("\n").map((line) => line.trimEnd());
  const steps = readSteps(output);
  const failed = steps.findLast(({ error }) => error !== undefined);
  const place = placeOf(lines);
  const context = contextOf(steps, failed, place, platforms);
  const line = errorLine(lines);
  if (line === undefined) {
    const summary = `docker buildx build ended with exit code ${exitCode} and printed nothing`;
    return { origin: "docker", summary, ...context };
  }
  const summary = unwrap(withWordsOfGit(line, lines));
  return (
    commandFailure(summary, failed, context) ??
    downloadFailure(summary, failed, context) ??
    registryFailure(summary, context) ?? {
      // A line without BuildKit's words is from the docker client, buildx, or the daemon behind them.
      origin: /^#\d+ |failed to solve: /.test(line) ? "buildkit" : "docker",
      summary,
      ...context,
    }
  );
}

type Context = Pick<
  BuildFailure,
  "place" | "instruction" | "platform" | "source" | "above" | "warnings" | "image"
>;

function contextOf(
  steps: readonly Step[],
  failed: Step | undefined,
  place: DockerfilePlace | undefined,
  platforms: readonly string[],
): Context {
  const work = failed?.work ?? "";
  const [, image] =
    /^(?:load metadata for |resolve image config for docker-image:\/\/)(\S+)$/.exec(work) ?? [];
  // The step has the variables filled in. A step that BuildKit adds itself is not in the Dockerfile.
  const instruction = /^[A-Z]+ /.test(work) ? work : place?.instruction || undefined;
  const source = instruction && readSource(instruction, failed?.error ?? "");
  const isPulled = steps.some(({ work: other }) =>
    other.startsWith(`load metadata for docker.io/library/${source}:`),
  );
  return {
    place,
    instruction,
    image,
    platform: failed?.platform ?? (platforms.length === 1 ? platforms[0] : undefined),
    source: source && `the ${isPulled || /[/:@]/.test(source) ? "image" : "stage"} ${source}`,
    above:
      instruction === undefined || source !== undefined
        ? undefined
        : wordAbove(instruction, failed?.error ?? ""),
    warnings: steps.flatMap(({ warnings }) => warnings).join("\n") || undefined,
  };
}

/** How a program ended. The second form is that of Docker Engine 20.10, with which buildx 0.10 also works. */
const ENDED: readonly RegExp[] = [
  /process "(?:.*)" did not complete successfully:? ?(.*)/,
  /^executor failed running \[.*\]: (.*)/,
];

/**
 * Reads the failure of a program in a RUN instruction. Rules look at how it ended and at its last lines, never at the
 * command itself, which may contain any word: `yarn install --immutable` has nothing to do with tags.
 */
function commandFailure(
  summary: string,
  failed: Step | undefined,
  context: Context,
): BuildFailure | undefined {
  const end = ENDED.map((pattern) => pattern.exec(summary)?.[1]).find((one) => one !== undefined);
  if (end === undefined) return undefined;
  const code = /^exit code: (\d+)$/.exec(end)?.[1];
  const printed = failed?.printed.slice(-LAST_LINES) ?? [];
  return {
    origin: "build command",
    summary,
    detail: `${end}\n${printed.join("\n")}`,
    exitCode: code === undefined ? undefined : Number(code),
    ...context,
  };
}

/** Reads the failure of what ADD fetches: an address or a git repository. Older BuildKits only name the address. */
function downloadFailure(
  summary: string,
  failed: Step | undefined,
  context: Context,
): BuildFailure | undefined {
  const address = /^(?:ADD (?:--\S+ )*)?\W*((?:https?|git|ssh):\/\/[^\s"',]+|git@[^\s"',]+)/.exec(
    failed?.work ?? "",
  )?.[1];
  if (address === undefined) return undefined;
  const status = /invalid response status (\d{3})/.exec(summary)?.[1];
  return {
    origin: "buildkit",
    operation: "download",
    summary,
    address,
    status: status === undefined ? undefined : Number(status),
    ...context,
  };
}

const PUSH = /failed to push(?: (\S+))?: /;
const PULL =
  /failed to resolve source metadata for (\S+): |pull access denied|failed to copy: httpReadSeeker|failed to (?:authorize|fetch oauth token)/;
/** A layer of a base image is fetched when it is needed, which may be in the middle of a push. */
const LAYER = /failed to copy: httpReadSeeker/;
const REQUEST = /\bfrom [A-Z]+ request to https?:\/\/([^/\s]+)\/v2\/(\S+)\/(?:manifests|blobs)\//;

function registryFailure(summary: string, context: Context): BuildFailure | undefined {
  const push = LAYER.test(summary) ? null : PUSH.exec(summary);
  const found = push ?? PULL.exec(summary);
  if (found === null) return undefined;
  const status = /\b(?:from \w+ request to \S+|status code \S+): (\d{3})\b/.exec(summary)?.[1];
  const [, host, repository] = REQUEST.exec(summary) ?? [];
  const name = found[1] ?? context.image;
  return {
    origin: "registry",
    operation: push === null ? "pull" : "push",
    ...(name === undefined ? {} : parseImageName(name)),
    ...(host === undefined ? {} : { host, repository }),
    summary,
    status: status === undefined ? undefined : Number(status),
    ...context,
    image: push === null ? name : undefined,
  };
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

/** Adds what git printed. BuildKit repeats it on separate lines: `git stderr:`, `fatal: …`, `: exit status 128`. */
function withWordsOfGit(line: string, lines: readonly string[]): string {
  if (!line.endsWith("git stderr:")) return line;
  const at = lines.lastIndexOf(line);
  const words = lines
    .slice(at + 1)
    .find((text) => /^(?:fatal|error|remote|ERROR|\S+@\S+): /.test(text));
  return words === undefined ? line : `${line} ${words}`;
}

/**
 * The wrappers of an error. Older builders add the code of their transport. Unavailable and Canceled stay: they are what
 * happened.
 */
const WRAPPERS = new RegExp(
  `^(?:(?:${[
    "(?:ERROR|error|failed to (?:build|solve|(?:compute|load) cache key|create LLB definition)): ",
    String.raw`failed to solve with frontend [\w.]+: `,
    "rpc error: code = (?:Unknown|NotFound|InvalidArgument|FailedPrecondition|Internal) desc = ",
  ].join("|")}))+`,
);

/** Removes the wrappers of "ERROR: failed to build: failed to solve: ...". */
const unwrap = (line: string): string => line.replace(/^#\d+ /, "").replace(WRAPPERS, "");

/**
 * Finds the line of the Dockerfile. BuildKit shows it as `Dockerfile:3`, a rule, and the surrounding lines with `>>>`
 * at the failing ones, after everything that a program in the build printed.
 */
function placeOf(lines: readonly string[]): DockerfilePlace | undefined {
  const at = lines.findLastIndex(
    (line, index) => /^\S.*:\d+$/.test(line) && /^-{10,}$/.test(lines[index + 1] ?? ""),
  );
  const parts = /^(.*):(\d+)$/.exec(lines[at] ?? "");
  if (parts === null) return undefined;
  const marked = lines.slice(at).find((line) => line.includes(">>>")) ?? "";
  const instruction = /^\s*\d+ \|\s*>>> (.*)$/.exec(marked)?.[1] ?? "";
  return { file: parts[1] ?? "", line: Number(parts[2]), instruction: instruction.trim() };
}
