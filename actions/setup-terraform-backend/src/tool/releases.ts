import { compareVersions, parseVersion } from "./version.ts";
import type { Version } from "./version.ts";

export type ToolName = "terraform" | "opentofu";

/** Where one release of a tool is published. */
export interface Release {
  /** File name of the archive, as SHA256SUMS lists it. */
  archive: string;
  archiveUrl: string;
  checksumsUrl: string;
}

const HOMES = {
  terraform: "https://releases.hashicorp.com/terraform",
  opentofu: "https://github.com/opentofu/opentofu/releases/download",
} as const;

/** The lists of all versions. https://releases.hashicorp.com/docs/api/v1/, https://get.opentofu.org/ */
const INDEXES = {
  terraform: "https://releases.hashicorp.com/terraform/index.json",
  opentofu: "https://get.opentofu.org/tofu/api.json",
} as const;

const PREFIXES = { terraform: "terraform", opentofu: "tofu" } as const;

/** Node's names of systems and processors, each with the name that the two publishers use. */
const SYSTEMS: Readonly<Record<string, string>> = { linux: "linux", darwin: "darwin" };
const PROCESSORS: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64", arm: "arm" };

/**
 * Returns the addresses of a release. A mirror has the publisher's layout below its own address.
 * @returns undefined for a system that has no archive
 */
export function releaseOf(
  tool: ToolName,
  version: string,
  machine: { platform: string; architecture: string },
  mirror?: string,
): Release | undefined {
  const system = SYSTEMS[machine.platform];
  const processor = PROCESSORS[machine.architecture];
  if (system === undefined || processor === undefined) return undefined;
  const prefix = `${PREFIXES[tool]}_${version}`;
  const home = (mirror ?? HOMES[tool]).replace(/\/+$/, "");
  const folder = `${home}/${tool === "opentofu" ? `v${version}` : version}`;
  const archive = `${prefix}_${system}_${processor}.zip`;
  return {
    archive,
    archiveUrl: `${folder}/${archive}`,
    checksumsUrl: `${folder}/${prefix}_SHA256SUMS`,
  };
}

/** Returns the address of the list of versions. A mirror has the list as `index.json`. */
export const indexOf = (tool: ToolName, mirror?: string): string =>
  mirror === undefined ? INDEXES[tool] : `${mirror.replace(/\/+$/, "")}/index.json`;

/**
 * Returns the versions in the index of either publisher.
 * @throws SyntaxError if it is another document
 */
export function versionsIn(index: unknown): string[] {
  const versions = (index as { versions?: unknown } | null)?.versions;
  if (typeof versions !== "object" || versions === null)
    throw new SyntaxError("the list of versions has no member `versions`");
  // HashiCorp's index is an object whose keys are versions. OpenTofu's index is a list of { id }.
  return Array.isArray(versions)
    ? versions.map((version) => String((version as { id?: unknown }).id))
    : Object.keys(versions);
}

/** Which of the published versions is wanted. */
export interface Choice {
  accepts: (version: Version) => boolean;
  /** Whether prereleases may be chosen. Otherwise only a requirement that names a prerelease gets one. */
  prereleases: boolean;
  /** Whether the oldest version is wanted instead of the newest. */
  oldest: boolean;
}

/**
 * Returns the newest accepted version of the published ones, as the publisher writes it. Texts that are not versions
 * are ignored.
 */
export function choose(versions: readonly string[], choice: Choice): string | undefined {
  const accepted = versions
    .flatMap((text) => {
      const version = parseVersion(text);
      return version === undefined ? [] : [{ text, version }];
    })
    .filter(({ version }) => choice.prereleases || version.prerelease === "")
    .filter(({ version }) => choice.accepts(version))
    .sort((a, b) => compareVersions(a.version, b.version));
  return accepted.at(choice.oldest ? 0 : -1)?.text;
}

/**
 * Returns the checksum that a SHA256SUMS file gives for exactly this file name, in lower case. Other names that contain
 * this name do not count. CRLF and upper case are accepted.
 */
export function checksumIn(checksums: string, archive: string): string | undefined {
  const found = checksums
    .split(/\r?\n/)
    .map((line) => /^([0-9a-fA-F]{64}) [ *](.+)$/.exec(line))
    .filter((match) => match?.[2] === archive);
  return found.length === 1 ? found[0]?.[1]?.toLowerCase() : undefined;
}
