import { capture } from "../../../lib/process/capture.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";

/** The first buildx that knows --provenance. https://github.com/docker/buildx/releases/tag/v0.10.0 */
const OLDEST: readonly [number, number] = [0, 10];

/**
 * Checks that docker and buildx are installed.
 * @returns buildx's own line with its version
 * @throws ActionError `docker-not-found`, `buildx-not-found`, `buildx-too-old`
 */
export async function findBuildx(job: Job): Promise<string> {
  const { exitCode, stdout, stderr } = await buildxVersion(job);
  if (exitCode !== 0)
    throw new ActionError({
      reason: "buildx-not-found",
      message: `docker has no buildx: ${firstLine(stderr)}`,
      fix: "run docker/setup-buildx-action in a step before this one, or install the package docker-buildx-plugin",
    });
  const version = firstLine(stdout);
  const [major = 0, minor = 0] = (/v?(\d+)\.(\d+)\.\d+/.exec(version) ?? []).slice(1).map(Number);
  // A custom build of buildx may have another kind of version: it is accepted.
  if (
    /\d+\.\d+\.\d+/.test(version) &&
    (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
  )
    throw new ActionError({
      reason: "buildx-too-old",
      message: `${version} is older than ${OLDEST.join(".")}`,
      fix: "run docker/setup-buildx-action in a step before this one",
    });
  return version;
}

async function buildxVersion(job: Job) {
  try {
    return await capture("docker", ["buildx", "version"], job.environment);
  } catch (error) {
    if (!(error instanceof ActionError && error.reason === "program-not-found")) throw error;
    throw new ActionError({
      reason: "docker-not-found",
      message: "docker is not on the PATH of this job",
      fix: "use a runner with Docker (GitHub's Ubuntu runners have it), or install docker and buildx in a step before this one",
      cause: error,
    });
  }
}

const firstLine = (text: string): string => text.trim().split("\n")[0] ?? "";
