import type { Repository } from "../request.ts";

/** Where a file with `uses:` is: `./` and `$/` refer to this repository at this ref. */
export interface Origin {
  repository: Repository;
  /** Full ref name or sha with which the file was called. */
  ref: string;
}

export interface Located extends Origin {
  /** Path inside the repository, without leading or trailing slash; "" is the repository itself. */
  path: string;
}

const isCommit = (version: string): boolean => /^[0-9a-f]{40}$/.test(version);

/** Returns the full name of the version in `uses: owner/repo@version`. */
function fullRef(version: string, repository: Repository): string {
  if (isCommit(version) || version.startsWith("refs/")) return version;
  if (repository.ref === `refs/heads/${version}` || repository.ref === `refs/tags/${version}`)
    return repository.ref;
  return /^v?\d/.test(version) ? `refs/tags/${version}` : `refs/heads/${version}`;
}

/**
 * Finds what `uses:` names: `$/path` (and, for workflows, `./path`) in the repository of the file with the `uses:`, and
 * `owner/repo/path@version` among the known repositories. Every version refers to the known folder.
 * @throws Error that names the known repositories, or says what the reference lacks
 */
export function locate(uses: string, origin: Origin, known: readonly Repository[]): Located {
  if (uses.startsWith("./") || uses.startsWith("$/"))
    return { ...origin, path: uses.slice(2).replace(/\/+$/, "") };
  const match = /^([^/@]+\/[^/@]+)(?:\/([^@]*))?@(.+)$/.exec(uses);
  if (!match) throw new Error(`Expected format {owner}/{repo}[/path]@{ref}. Actual '${uses}'`);
  const [, name = "", path = "", version = ""] = match;
  const repository = known.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (!repository)
    throw new Error(
      `Unable to resolve '${uses}', repository not found; this run knows ${known.map((one) => one.name).join(", ")}`,
    );
  return { repository, ref: fullRef(version, repository), path: path.replace(/\/+$/, "") };
}
