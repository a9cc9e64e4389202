import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { locate, type Located } from "../runner/load/references.ts";
import type { Repository } from "../runner/request.ts";

/** The action that initializes a workspace, with the tool that is on PATH. */
const ACTION = "setup-terraform-backend";

/**
 * Whether a workflow, or one that it calls, works with a Terraform workspace.
 * @param others the repositories that it can call
 */
export function needsTerraform(
  workflow: string,
  home: Repository,
  others: readonly Repository[],
): boolean {
  const seen = new Set<string>();
  const visit = (located: Located): boolean => {
    const file = path.join(located.repository.directory, located.path);
    if (seen.has(file) || !existsSync(file)) return false;
    seen.add(file);
    const uses = usesOf(readFileSync(file, "utf8"));
    return (
      uses.some((one) => one.includes(ACTION)) ||
      uses
        .filter((one) => /\.ya?ml(@|$)/.test(one))
        .some((one) => {
          const called = find(one, located);
          return called !== undefined && visit(called);
        })
    );
  };
  const find = (uses: string, origin: Located): Located | undefined => {
    try {
      return locate(uses, origin, [home, ...others]);
    } catch {
      // A workflow that is not there is refused when the run loads it.
      return undefined;
    }
  };
  return visit({ repository: home, ref: home.ref, path: workflow });
}

const usesOf = (text: string): string[] =>
  [...text.matchAll(/^\s*(?:-\s+)?uses:\s*["']?([^\s"'#]+)/gm)].map(([, uses = ""]) => uses);
