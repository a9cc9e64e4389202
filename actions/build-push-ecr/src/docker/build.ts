import { existsSync, readFileSync } from "node:fs";
import { execute, lastLines } from "../../../lib/process/execute.ts";
import { toolError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { buildArguments } from "../arguments.ts";
import type { BuildRequest } from "../arguments.ts";
import { causeOf } from "../cause.ts";
import { readMetadata } from "../metadata.ts";
import type { Pushed } from "../metadata.ts";

/** Lines of docker's output that go into the summary of a failure. */
const EVIDENCE = 30;

/**
 * Builds one image, and pushes it when asked to.
 * @returns what buildx says it pushed; undefined without a push
 * @throws ActionError with the cause for every exit code but 0, `cancelled`, `no-digest`
 */
export async function build(
  name: string,
  request: BuildRequest,
  environment: Readonly<Record<string, string>>,
  job: Job,
): Promise<Pushed | undefined> {
  const finished = await job.log.withCommandsStopped((line) =>
    execute({
      program: "docker",
      arguments: buildArguments(request),
      environment,
      onLine: line,
      cancelled: job.cancelled,
    }),
  );
  if (job.cancelled.aborted)
    throw toolError({ reason: "cancelled", message: `the build of ${name} was cancelled` });
  if (finished.exitCode !== 0)
    throw failure(name, request, `${finished.stdout}\n${finished.stderr}`, finished.exitCode, job);
  if (!request.push) return undefined;
  return readMetadata(
    existsSync(request.metadataFile) ? readFileSync(request.metadataFile, "utf8") : "",
  );
}

function failure(name: string, request: BuildRequest, output: string, exitCode: number, job: Job) {
  const { reason, message, fix, place } = causeOf(output, exitCode);
  const where = place === undefined ? "" : ` (${place.file}:${place.line} ${place.instruction})`;
  if (place !== undefined)
    job.log.error(message, {
      title: `${name}: ${reason}`,
      file: relative(request.file, job.checkout),
      startLine: place.line,
    });
  return toolError({
    reason,
    message: `${name} was not built: ${message}${where}`,
    fix,
    detail: lastLines(output, EVIDENCE),
  });
}

/** Annotations take paths relative to the repository. */
const relative = (file: string, workspace: string): string =>
  file.startsWith(`${workspace}/`) ? file.slice(workspace.length + 1) : file;
