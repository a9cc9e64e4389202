import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

/** Absolute path of a program on PATH, or undefined. */
export function onPath(name: string, searchPath = process.env["PATH"] ?? ""): string | undefined {
  return searchPath
    .split(path.delimiter)
    .filter((directory) => directory !== "")
    .map((directory) => path.join(directory, name))
    .find((file) => existsSync(file));
}

export interface NodeForActions {
  binary: string;
  version: string;
  /** What to tell people when it is not the version that GitHub's runner uses. */
  note?: string;
}

/**
 * The Node that runs the bundles: `node24` of the environment variable EKS_PIPELINE_NODE24, else the one that runs
 * this. GitHub's runner brings its own Node 24; the bundles also run on 20 and 22.
 */
export function findNode(): NodeForActions {
  const given = process.env["EKS_PIPELINE_NODE24"];
  const binary = given ?? process.execPath;
  const version =
    given === undefined
      ? process.versions.node
      : execFileSync(given, ["--version"], { encoding: "utf8" }).trim().replace(/^v/, "");
  if (version.startsWith("24.")) return { binary, version };
  return {
    binary,
    version,
    note: `the actions run on Node ${version} here; on GitHub they run on Node 24 (set EKS_PIPELINE_NODE24 to a Node 24 binary)`,
  };
}
