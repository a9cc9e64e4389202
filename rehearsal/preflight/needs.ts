import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { locate, type Located } from "../runner/load/references.ts";
import type { Repository } from "../runner/request.ts";

/** The action that initializes a workspace with the tool on PATH. */
const ACTION = "setup-terraform-backend";

/**
 * Returns whether a workflow, or a workflow that it calls, uses a Terraform workspace.
 * @param others the repositories that it can call
 */
export const needsTerraform = (
  workflow: string,
  home: Repository,
  others: readonly Repository[],
): boolean =>
  textsOf(workflow, home, others).some((text) => usesOf(text).some((one) => one.includes(ACTION)));

/**
 * Returns the programs that access a cluster and that are started by steps of a workflow, or of a workflow that it
 * calls. The embedded Kubernetes serves only what the actions request.
 * @param others the repositories that it can call
 */
export function clusterPrograms(
  workflow: string,
  home: Repository,
  others: readonly Repository[],
): string[] {
  const found = textsOf(workflow, home, others).flatMap((text) =>
    [...text.matchAll(STARTS)].map(([, name = ""]) => name),
  );
  return [...new Set(found)].sort();
}

/** At the beginning of a line of a script, or after a character that ends a command. */
const STARTS =
  /(?:^[ \t]*(?:-[ \t]+)?(?:run:[ \t]*)?|[;&|(][ \t]*)(?:\w+=\S*[ \t]+)*(kubectl|helm|helmfile)[ \t]+[a-z-]/gm;

/** Returns the texts of a workflow and of all workflows that it calls. */
function textsOf(workflow: string, home: Repository, others: readonly Repository[]): string[] {
  const texts = new Map<string, string>();
  const visit = (located: Located): void => {
    const file = path.join(located.repository.directory, located.path);
    if (texts.has(file) || !existsSync(file)) return;
    const text = readFileSync(file, "utf8");
    texts.set(file, text);
    for (const uses of usesOf(text).filter((one) => /\.ya?ml(@|$)/.test(one))) {
      const called = find(uses, located);
      if (called !== undefined) visit(called);
    }
  };
  const find = (uses: string, origin: Located): Located | undefined => {
    try {
      return locate(uses, origin, [home, ...others]);
    } catch {
      // A workflow that does not exist is refused when the run loads it.
      return undefined;
    }
  };
  visit({ repository: home, ref: home.ref, path: workflow });
  return [...texts.values()];
}

const usesOf = (text: string): string[] =>
  [...text.matchAll(/^\s*(?:-\s+)?uses:\s*["']?([^\s"'#]+)/gm)].map(([, uses = ""]) => uses);
