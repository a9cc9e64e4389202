import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/**
 * Returns whether a workflow of the repository uses the secret KUBECONFIG. Such a repository reaches its cluster
 * without EKS.
 */
export function usesKubeconfig(repository: string): boolean {
  const folder = path.join(repository, ".github/workflows");
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .some((name) => /\bsecrets\.KUBECONFIG\b/.test(readFileSync(path.join(folder, name), "utf8")));
}
