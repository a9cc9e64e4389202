import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { cacheDir, extractZip, find } from "@actions/tool-cache";
import type { Job } from "../../../lib/runtime/job.ts";
import { ActionError, messageOf } from "../../../lib/runtime/errors.ts";
import { downloadFile, fetchText } from "./download.ts";
import { checksumIn, choose, indexOf, releaseOf, versionsIn } from "./releases.ts";
import type { Choice, Release, ToolName } from "./releases.ts";

export interface Wanted {
  tool: ToolName;
  /** The only acceptable version, if there is one. Then no list of versions is needed. */
  exactly: string | undefined;
  choice: Choice;
  /** What is wanted, in words for messages. */
  described: string;
  /** Address of a mirror with the publisher's layout. It replaces the publisher's own address. */
  mirror: string | undefined;
  /** sha256 of the archive, in lower-case hex. It is trusted instead of the publisher's list. */
  checksum: string | undefined;
}

export interface Installed {
  path: string;
  version: string;
  /** Whether the tool was already in the runner's tool cache. */
  cacheHit: boolean;
}

const PROGRAMS = { terraform: "terraform", opentofu: "tofu" } as const;

/**
 * Takes the tool from the runner's tool cache, or downloads it, checks its sha256 and stores it in the cache. Nothing
 * is unpacked before it is checked. If the user gives a checksum, the cache is not used: the checksum is of an archive,
 * which the cache does not keep.
 * @param version as the publisher writes it
 * @throws ActionError `download-failed`, `checksum-mismatch`, `no-such-version`
 */
export async function install(version: string, wanted: Wanted, job: Job): Promise<Installed> {
  const program = PROGRAMS[wanted.tool];
  const cached = wanted.checksum === undefined ? findInCache(program, version) : undefined;
  if (cached !== undefined) return { path: cached, version, cacheHit: true };
  const release = releaseOf(
    wanted.tool,
    version,
    { platform: process.platform, architecture: process.arch },
    wanted.mirror,
  );
  if (release === undefined)
    throw new ActionError({
      reason: "no-such-version",
      message: `${wanted.tool} ${version} is not published for ${process.platform} on ${process.arch}`,
      fix: "use a Linux or macOS runner, or install the tool in the runner's image",
    });
  const archive = path.join(job.temporaryDirectory, release.archive);
  try {
    await downloadChecked(wanted, release, archive, job);
    job.log.info(`${release.archive}: sha256 as expected`);
    const unpacked = await extractZip(archive, path.join(job.temporaryDirectory, "tool"));
    const folder = await keepInCache(unpacked, program, version, job);
    return { path: path.join(folder, program), version, cacheHit: false };
  } finally {
    await rm(archive, { force: true });
  }
}

/**
 * Returns the path of the program in the runner's tool cache; undefined if the cache does not have it, or is not there.
 */
function findInCache(program: string, version: string): string | undefined {
  try {
    const file = path.join(find(program, version), program);
    return path.isAbsolute(file) && existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Stores an unpacked folder in the runner's tool cache. On some runners, the user of the job may not write there
 * (https://github.com/actions/setup-node/issues/1088): the tool then stays in the folder of the job, until its end.
 * @returns the folder to use
 */
async function keepInCache(
  unpacked: string,
  program: string,
  version: string,
  { log }: Pick<Job, "log">,
): Promise<string> {
  try {
    return await cacheDir(unpacked, program, version);
  } catch (error) {
    log.info(
      `the tool cache of the runner cannot be used (${messageOf(error)}), so ${program} ${version} stays in the folder of this job, and the next job downloads it again`,
    );
    return unpacked;
  }
}

/**
 * Returns the version to install, from the publisher's list of versions unless only one version is acceptable.
 * @throws ActionError `download-failed`, `no-such-version`
 */
export async function resolveVersion(wanted: Wanted, job: Job): Promise<string> {
  const { tool, exactly, choice, described, mirror } = wanted;
  if (exactly !== undefined) return exactly;
  const url = indexOf(tool, mirror);
  const version = choose(await listVersions(url, job), choice);
  if (version === undefined)
    throw new ActionError({
      reason: "no-such-version",
      message: `no published version of ${tool} satisfies ${described} (${url})`,
      fix: "correct the input version, or required_version in the workspace",
    });
  return version;
}

async function listVersions(url: string, job: Job): Promise<string[]> {
  const text = await fetchText(url, job);
  try {
    return versionsIn(JSON.parse(text));
  } catch (error) {
    throw new ActionError({
      reason: "download-failed",
      message: `${url} is not a list of versions: ${messageOf(error)}`,
      fix: "check mirror-url, or give an exact version",
      cause: error,
    });
  }
}

async function downloadChecked(
  wanted: Wanted,
  release: Release,
  archive: string,
  job: Job,
): Promise<void> {
  const expected =
    wanted.checksum ?? checksumIn(await fetchText(release.checksumsUrl, job), release.archive);
  if (expected === undefined)
    throw new ActionError({
      reason: "checksum-mismatch",
      message: `${release.checksumsUrl} has no single entry for ${release.archive}, so the download cannot be checked`,
      fix: "check mirror-url, or give the input checksum",
    });
  const actual = await downloadFile(release.archiveUrl, archive, job);
  if (actual !== expected)
    throw new ActionError({
      reason: "checksum-mismatch",
      message: `${release.archiveUrl} has sha256 ${actual}, but the expected one is ${expected}${wanted.checksum === undefined ? "" : " (the input checksum)"}; it was deleted`,
      fix:
        wanted.checksum === undefined
          ? "run the job again; if the checksum is still wrong, do not trust this source (a proxy or mirror may have changed the file)"
          : `compare the input checksum with the publisher's list, ${release.checksumsUrl}: it may belong to another version or platform (give the exact version with it); if the list has the same checksum, do not trust this source`,
    });
}
