import type { ObservedFailure } from "../../../lib/match-failure.ts";
import { parseImageName } from "../../../lib/image-reference.ts";

/** A failed `docker buildx build`, taken apart. */
export interface BuildFailure extends ObservedFailure {
  /** For a registry: `push` or `pull`. */
  operation?: "push" | "pull" | undefined;
  /** Repository that was pushed to or pulled from, without its host. */
  repository?: string | undefined;
  /** Exit code of the program of a RUN instruction. */
  exitCode?: number | undefined;
  /** Line of the Dockerfile it happened at. */
  place: DockerfilePlace | undefined;
}

interface DockerfilePlace {
  file: string;
  line: number;
  /** The instruction as it is written there. */
  instruction: string;
}

/** Lines of a failed program that are kept as its detail. */
const LAST_LINES = 20;

/**
 * Finds what failed in the output of `docker buildx build --progress=plain`. It is not in the last line: a link to a
 * build record may come after it (https://github.com/docker/build-push-action/issues/1194).
 */
export function readBuildFailure(output: string, exitCode: number): BuildFailure {
  const lines = output.split("\n").map((line) => line.trimEnd());
  const place = placeOf(lines);
  const line = errorLine(lines);
  if (line === undefined) {
    const summary = `docker buildx build ended with exit code ${exitCode} and said nothing`;
    return { origin: "docker", summary, place };
  }
  const summary = unwrap(line);
  return (
    commandFailure(summary, lines, place) ??
    registryFailure(summary, place) ?? {
      // Without BuildKit's words it is the docker client or buildx that speaks, or the daemon behind it.
      origin: /^#\d+ |failed to solve: /.test(line) ? "buildkit" : "docker",
      summary,
      place,
    }
  );
}

/**
 * The program of a RUN instruction failed. Rules look at its end and its last lines, never at the command itself,
 * which may hold any word: `yarn install --immutable` has nothing to do with tags.
 */
function commandFailure(
  summary: string,
  lines: readonly string[],
  place: DockerfilePlace | undefined,
): BuildFailure | undefined {
  const end = /process "(?:.*)" did not complete successfully:? ?(.*)/.exec(summary)?.[1];
  if (end === undefined) return undefined;
  const code = /^exit code: (\d+)$/.exec(end)?.[1];
  return {
    origin: "build command",
    summary,
    detail: `${end}\n${lastLinesOfStep(lines)}`,
    exitCode: code === undefined ? undefined : Number(code),
    place,
  };
}

const PUSH = /failed to push(?: (\S+))?: /;
const PULL =
  /failed to resolve source metadata for (\S+): |pull access denied|failed to copy: httpReadSeeker|failed to (?:authorize|fetch oauth token)/;

function registryFailure(
  summary: string,
  place: DockerfilePlace | undefined,
): BuildFailure | undefined {
  const push = PUSH.exec(summary);
  const found = push ?? PULL.exec(summary);
  if (found === null) return undefined;
  const status = /\b(?:from \w+ request to \S+|status code \S+): (\d{3})\b/.exec(summary)?.[1];
  return {
    origin: "registry",
    operation: push === null ? "pull" : "push",
    ...(found[1] === undefined ? {} : parseImageName(found[1])),
    summary,
    status: status === undefined ? undefined : Number(status),
    place,
  };
}

/** What the program of the failed step printed last, without BuildKit's numbers: `#6 0.052 exec /app: ...`. */
function lastLinesOfStep(lines: readonly string[]): string {
  const step = lines.map((line) => /^(#\d+) ERROR: process /.exec(line)?.[1]).findLast(Boolean);
  return lines
    .filter((line) => step !== undefined && line.startsWith(`${step} `))
    .map((line) => /^#\d+ \d+\.\d+ (.*)$/.exec(line)?.[1])
    .filter((text) => text !== undefined)
    .slice(-LAST_LINES)
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

/** "ERROR: failed to build: failed to solve: ..." without its wrappers. */
const unwrap = (line: string): string =>
  line
    .replace(/^#\d+ /, "")
    .replace(/^(?:(?:ERROR|error|failed to (?:build|solve|compute cache key)): )+/, "");

/** BuildKit shows the place as `Dockerfile:3`, a rule, and the lines around it with `>>>` at the failing ones. */
function placeOf(lines: readonly string[]): DockerfilePlace | undefined {
  const at = lines.findIndex(
    (line, index) => /^\S.*:\d+$/.test(line) && /^-{10,}$/.test(lines[index + 1] ?? ""),
  );
  const parts = /^(.*):(\d+)$/.exec(lines[at] ?? "");
  if (parts === null) return undefined;
  const marked = lines.slice(at).find((line) => line.includes(">>>")) ?? "";
  const instruction = /^\s*\d+ \|\s*>>> (.*)$/.exec(marked)?.[1] ?? "";
  return { file: parts[1] ?? "", line: Number(parts[2]), instruction: instruction.trim() };
}
