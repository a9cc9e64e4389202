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

/** Node's names of systems and processors, and what the two publishers call them. */
const SYSTEMS: Readonly<Record<string, string>> = { linux: "linux", darwin: "darwin" };
const PROCESSORS: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64", arm: "arm" };

/**
 * Addresses of a release. A mirror has the publisher's layout below its own address.
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

/** Address of the list of versions; a mirror has it as `index.json`. */
export const indexOf = (tool: ToolName, mirror?: string): string =>
  mirror === undefined ? INDEXES[tool] : `${mirror.replace(/\/+$/, "")}/index.json`;

/** Versions named by either publisher's index. @throws SyntaxError when it is another document */
export function versionsIn(index: unknown): string[] {
  const versions = (index as { versions?: unknown } | null)?.versions;
  if (typeof versions !== "object" || versions === null)
    throw new SyntaxError("the list of versions has no member `versions`");
  // HashiCorp: an object by version; OpenTofu: a list of { id }.
  return Array.isArray(versions)
    ? versions.map((version) => String((version as { id?: unknown }).id))
    : Object.keys(versions);
}

/** Which of the published versions is wanted. */
export interface Choice {
  accepts: (version: Version) => boolean;
  /** Release candidates too; else they are for those who name one. */
  prereleases: boolean;
  /** The oldest instead of the newest one. */
  oldest: boolean;
}

/** The newest published version that is accepted, as the publisher writes it. What is not a version is ignored. */
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
 * The checksum that a SHA256SUMS file gives for exactly this file name, in lower case (not for a name that
 * only contains it, with CRLF and upper case taken).
 */
export function checksumIn(checksums: string, archive: string): string | undefined {
  const found = checksums
    .split(/\r?\n/)
    .map((line) => /^([0-9a-fA-F]{64}) [ *](.+)$/.exec(line))
    .filter((match) => match?.[2] === archive);
  return found.length === 1 ? found[0]?.[1]?.toLowerCase() : undefined;
}
