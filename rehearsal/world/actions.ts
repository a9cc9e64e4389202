import { existsSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../base/usage-error.ts";
import type { Repository } from "../runner/request.ts";

/** Third-party actions, as the user mapped them. */
export interface MappedActions {
  repositories: Repository[];
  /** owner/name of the actions whose steps do nothing. */
  skipped: string[];
}

/** The value instead of an action's folder that makes its steps do nothing. */
const SKIP = "skip";

/**
 * @param mapping folder of an action's repository, or `skip`, by owner/name; folders are relative to the current folder
 * @throws UsageError for a folder that does not exist
 */
export function mapActions(mapping: Readonly<Record<string, string>>): MappedActions {
  const found: MappedActions = { repositories: [], skipped: [] };
  for (const [name, target] of Object.entries(mapping)) {
    if (target === SKIP) {
      found.skipped.push(name);
      continue;
    }
    const directory = path.resolve(target);
    if (!existsSync(directory))
      throw new UsageError(
        `--action: the folder "${directory}" of ${name} does not exist. Expected the folder of a repository with an action.yml, or skip.`,
      );
    found.repositories.push({ name, directory, sha: "0".repeat(40), ref: "refs/heads/main" });
  }
  return found;
}
