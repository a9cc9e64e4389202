import { quoted } from "../base/shell.ts";

/**
 * What comes after the first rehearsal of a repository, for people.
 * @param program how the rehearsal is started
 * @param repository the folder as it was given; undefined for the current one
 */
export function nextLines(program: string, repository: string | undefined): string[] {
  const command = (words: string): string =>
    [program, words, ...(repository === undefined ? [] : ["--repo", quoted(repository)])]
      .filter((word) => word !== "")
      .join(" ");
  return [
    "",
    "Next",
    `  what a pull request shows       ${command("plan")}`,
    `  what a bad commit looks like    ${command("deploy --fail wrong-port")}`,
    "  before the first run on GitHub  put your account, bucket and roles into environments/dev.yml, and the addresses",
    "                                  that may reach the cluster into environments/dev.infrastructure.tfvars;",
    "                                  docs/environments.md of eks-pipeline says which roles these are",
  ];
}
