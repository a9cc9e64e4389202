import type { Digest } from "../../../lib/image-reference.ts";
import { execute } from "../../../lib/process/execute.ts";
import type { Finished } from "../../../lib/process/execute.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { timeLimit } from "../../../lib/runtime/time-limit.ts";
import { digestOf } from "../registry/manifests.ts";

/** The builder that is used if a build names none. */
export interface Builder {
  /** docker, docker-container, remote or kubernetes. */
  driver: string;
  /** os/architecture of images that name no platform. Undefined = the builder does not run, so it does not say. */
  platform: string | undefined;
}

/** Milliseconds to wait for an answer. Longer is not worth it: the answer only saves a build. */
const TIME_LIMIT = 30_000;

/**
 * Finds out which builder is used.
 * @returns undefined if docker does not say it
 */
export async function inspectBuilder(
  environment: Readonly<Record<string, string>>,
  job: Job,
): Promise<Builder | undefined> {
  const { exitCode, stdout } = await runBriefly(["buildx", "inspect"], environment, job);
  const driver = /^Driver:\s+(\S+)/m.exec(stdout)?.[1];
  if (exitCode !== 0 || driver === undefined) return undefined;
  // A star marks platforms that somebody chose for the builder.
  const platform = /^Platforms:[ \t]+([^,\s*]+)/m.exec(stdout)?.[1];
  return { driver, platform };
}

/**
 * Returns the digest of the manifest or index that an image name stands for now. buildx looks it up with docker's own
 * logins, credential helpers and mirrors. A request to Docker Hub counts against its pull limit.
 * @returns undefined if the registry does not give it
 */
export async function resolveImage(
  image: string,
  { driver }: Builder,
  environment: Readonly<Record<string, string>>,
  job: Job,
): Promise<Digest | undefined> {
  if (driver === "docker") {
    // Docker's own builder uses an image of the machine without asking the registry.
    const local = await runBriefly(
      ["image", "inspect", "--format={{.Id}}", image],
      environment,
      job,
    );
    if (local.exitCode === 0) return digestOf(local.stdout);
  }
  const lookup = ["buildx", "imagetools", "inspect", "--raw", image];
  const { exitCode, stdout, stderr } = await runBriefly(lookup, environment, job);
  if (exitCode === 0 && stdout !== "") return digestOf(stdout);
  job.log.info(`${image} was not found: ${stderr.trim()}`);
  return undefined;
}

/** @throws ActionError `cancelled` if the job is cancelled */
async function runBriefly(
  argv: readonly string[],
  environment: Readonly<Record<string, string>>,
  { temporaryDirectory, cancelled }: Job,
): Promise<Finished> {
  const ended = timeLimit(TIME_LIMIT, cancelled);
  const purpose = `docker ${argv.join(" ")}`;
  const command = { purpose, program: "docker", arguments: argv, environment };
  const finished = await execute(command, { temporaryDirectory, cancelled: ended });
  cancelled.throwIfAborted();
  return finished;
}
