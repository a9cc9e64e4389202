import path from "node:path";
import semver from "semver";
import { findEntry, installEntry, type Recipe } from "./cache.ts";
import type { Engine, Found, Log } from "./engine.ts";
import { locate, versionOf } from "./locate.ts";

/** An engine that is one or more command-line programs. */
export interface ToolPlan {
  name: string;
  purpose: string;
  version: string;
  needs: string;
  /** Paths of the programs by role, relative to the cache entry. */
  programs: Readonly<Record<string, string>>;
  /** Programs to look for outside the cache. A version on PATH counts if it is in this range. */
  onPath?: { programs: Readonly<Record<string, string>>; range: string; versionFlag?: string };
  inputs(): Promise<readonly string[]> | readonly string[];
  build(directory: string, log: Log): Promise<void>;
  environment?(directory: string): Record<string, string>;
  /** Asks the first program of the entry for its version. Needed if a distribution decides the version. */
  asksVersion?: boolean;
  spaceMiB?: number;
}

/**
 * Returns the engine for a plan. It is found on PATH if the version is in the range, else in the cache, else built
 * there.
 */
export function toolEngine(plan: ToolPlan): Engine {
  const { name, purpose, version, needs, spaceMiB } = plan;
  const recipe = async (): Promise<Recipe> => ({
    name,
    version,
    inputs: await plan.inputs(),
    programs: Object.values(plan.programs),
    ...(spaceMiB === undefined ? {} : { spaceMiB }),
  });
  const cached = async (directory: string): Promise<Found> => {
    const files = Object.fromEntries(
      Object.entries(plan.programs).map(([role, file]) => [role, path.join(directory, file)]),
    );
    const environment = plan.environment?.(directory) ?? {};
    const [first = ""] = Object.values(files);
    const installed =
      plan.asksVersion === true ? versionOf(first, ["--version"], environment) : version;
    return { origin: "cache", version: await installed, files, environment };
  };
  return {
    name,
    purpose,
    version,
    needs,
    async find() {
      const onPath = plan.onPath === undefined ? undefined : await findOnPath(plan.onPath);
      if (onPath !== undefined) return onPath;
      const directory = await findEntry(await recipe());
      return directory === undefined ? undefined : cached(directory);
    },
    async install(log) {
      const build = (directory: string) => plan.build(directory, log);
      return cached(await installEntry(await recipe(), build));
    },
  };
}

/**
 * Finds all programs on PATH.
 * @returns undefined if one is missing, or if the version of the first one is not in the range
 */
async function findOnPath(wanted: NonNullable<ToolPlan["onPath"]>): Promise<Found | undefined> {
  const files: Record<string, string> = {};
  for (const [role, program] of Object.entries(wanted.programs)) {
    const file = await locate(program);
    if (file === undefined) return undefined;
    files[role] = file;
  }
  const [first = ""] = Object.values(files);
  const version = await versionOf(first, [wanted.versionFlag ?? "--version"]);
  const isAccepted = semver.satisfies(semver.coerce(version)?.version ?? "", wanted.range);
  return isAccepted ? { origin: "PATH", version, files } : undefined;
}
