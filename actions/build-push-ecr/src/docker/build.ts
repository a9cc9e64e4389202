import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { execute, lastLines } from "../../../lib/process/execute.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { buildArguments } from "./arguments.ts";
import type { BuildRequest } from "./arguments.ts";
import { findCrlfScripts } from "./crlf-scripts.ts";
import { explainBuildFailure } from "./failure.ts";
import { hideGitConfiguration } from "./git-config.ts";
import { lineOf } from "./instruction.ts";
import { readMetadata } from "./metadata.ts";
import type { Pushed } from "./metadata.ts";
import { readBuildFailure } from "./output.ts";
import type { BuildFailure } from "./output.ts";
import { programsNotFound } from "./run-rules.ts";

/** Lines of docker's output that go into the summary of a failure. */
const EVIDENCE = 30;

/**
 * Builds one image without keeping it: proves only that it can be built.
 * @param name of the image, for messages
 * @param environment variables for docker
 * @throws ActionError with the cause for every exit code but 0, `cancelled`
 */
export async function buildImage(
  name: string,
  request: BuildRequest,
  environment: Readonly<Record<string, string>>,
  job: Job,
): Promise<void> {
  await runDocker(name, request, undefined, environment, job);
}

/**
 * Builds one image and pushes it under all its names.
 * @param environment variables for docker, with the login in them
 * @returns what buildx says it pushed
 * @throws ActionError as `buildImage`, and `no-digest`
 */
export async function buildAndPushImage(
  name: string,
  request: BuildRequest,
  environment: Readonly<Record<string, string>>,
  job: Job,
): Promise<Pushed> {
  const metadata = path.join(job.temporaryDirectory, `${name}.metadata.json`);
  await runDocker(name, request, metadata, environment, job);
  return readMetadata(existsSync(metadata) ? readFileSync(metadata, "utf8") : "");
}

async function runDocker(
  name: string,
  request: BuildRequest,
  metadata: string | undefined,
  environment: Readonly<Record<string, string>>,
  job: Job,
): Promise<void> {
  const folder = path.join(job.temporaryDirectory, `${name}.dockerfile`);
  const argv = buildArguments(hideGitConfiguration(request, folder), metadata);
  const finished = await job.log.withCommandsStopped((line) =>
    execute(
      {
        purpose: `docker build of ${name}`,
        program: "docker",
        arguments: argv,
        environment,
        onLine: line,
      },
      job,
    ),
  );
  if (job.cancelled.aborted)
    throw new ActionError({ reason: "cancelled", message: `the build of ${name} was cancelled` });
  const { exitCode, stdout, stderr } = finished;
  if (exitCode !== 0) throw buildError(name, request, `${stdout}\n${stderr}`, exitCode, job);
}

/** Returns the cause of a failed build. If the cause has a line of the Dockerfile, it is annotated there. */
function buildError(
  name: string,
  request: BuildRequest,
  output: string,
  exitCode: number,
  job: Job,
): ActionError {
  const failure = withFiles(readBuildFailure(output, exitCode, request.platforms), request);
  const { reason, fix, message: summary = failure.summary } = explainBuildFailure(failure);
  const { place } = failure;
  const where = place === undefined ? "" : ` (${place.file}:${place.line} ${place.instruction})`;
  if (place !== undefined)
    job.log.error(summary, {
      title: `${name}: ${reason}`,
      file: relativeTo(job.checkout, request.file),
      startLine: place.line,
    });
  return new ActionError({
    reason,
    message: `${name} was not ${failure.operation === "push" ? "pushed" : "built"}: ${summary}${where}`,
    fix,
    detail: lastLines(output, EVIDENCE),
  });
}

/** Adds what only the files say: the line of an instruction for which BuildKit gives none, and scripts with CRLF. */
function withFiles(failure: BuildFailure, { context, file }: BuildRequest): BuildFailure {
  if (failure.origin === "build command") {
    const scripts = findCrlfScripts(context, programsNotFound(failure.detail ?? ""));
    return { ...failure, crlfScripts: scripts.join("\n") || undefined };
  }
  const { instruction } = failure;
  if (failure.place !== undefined || instruction === undefined) return failure;
  const line = lineOf(readText(file), instruction);
  if (line === undefined) return failure;
  return { ...failure, place: { file: path.basename(file), line, instruction } };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Annotations take paths relative to the repository. */
const relativeTo = (directory: string, file: string): string =>
  file.startsWith(`${directory}/`) ? file.slice(directory.length + 1) : file;
