import { quoted } from "../base/shell.ts";

/**
 * Returns the next steps after the first rehearsal of a repository, for people.
 * @param program how the rehearsal is started
 * @param repository the folder as it was given; undefined for the current folder
 */
export function nextLines(program: string, repository: string | undefined): string[] {
  const command = (words: string): string =>
    [program, words, ...(repository === undefined ? [] : ["--repo", quoted(repository)])]
      .filter((word) => word !== "")
      .join(" ");
  return [
    "",
    "Next",
    `  see what a pull request shows   ${command("plan")}`,
    `  see what a bad commit does      ${command("deploy --fail wrong-port")}`,
    "  before the first run on GitHub  write your account, bucket and roles into environments/dev.yml, and the addresses",
    "                                  that may reach the cluster into environments/dev.infrastructure.tfvars;",
    "                                  docs/environments.md of eks-pipeline explains the roles",
  ];
}
