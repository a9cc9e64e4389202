import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/**
 * The variable that lists the folders of plugin mirrors, separated by colons. Each folder contains folders with host
 * names.
 */
export const MIRRORS_VARIABLE = "EKS_PIPELINE_PLUGIN_MIRRORS";
const HOST = "registry.terraform.io";

/** A folder with providers, in one of the layouts of Terraform's `filesystem_mirror`. */
export interface Mirror {
  directory: string;
  /** Provider addresses without the host name, such as hashicorp/aws. */
  providers: string[];
}

/**
 * Returns the folders that Terraform searches for providers by default.
 * https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
 */
const impliedMirrors = (): string[] => [
  path.join(homedir(), ".terraform.d/plugins"),
  path.join(homedir(), ".local/share/terraform/plugins"),
  "/usr/local/share/terraform/plugins",
  "/usr/share/terraform/plugins",
];

/**
 * Finds the plugin mirrors that the environment names, otherwise those that Terraform uses by default. Empty mirrors
 * are dropped.
 */
export function findMirrors(environment: NodeJS.ProcessEnv = process.env): Mirror[] {
  const named = (environment[MIRRORS_VARIABLE] ?? "")
    .split(path.delimiter)
    .filter((one) => one !== "");
  return (named.length > 0 ? named : impliedMirrors())
    .map((one) => path.resolve(one))
    .map((directory) => ({ directory, providers: providersOf(path.join(directory, HOST)) }))
    .filter(({ providers }) => providers.length > 0);
}

const providersOf = (folder: string): string[] =>
  foldersOf(folder).flatMap((namespace) =>
    foldersOf(path.join(folder, namespace)).map((name) => `${namespace}/${name}`),
  );

const foldersOf = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
    : [];

/**
 * Makes CLI settings with which Terraform takes these providers from the mirrors, and all others from their default
 * source.
 */
export function mirrorSettings(mirrors: readonly Mirror[]): string {
  if (mirrors.length === 0) return "";
  const blocks = mirrors.map(
    ({ directory, providers }) => `  filesystem_mirror {
    path    = ${JSON.stringify(directory)}
    include = [${providers.map((name) => JSON.stringify(`${HOST}/${name}`)).join(", ")}]
  }
`,
  );
  const all = mirrors.flatMap(({ providers }) => providers);
  const exclude = all.map((name) => JSON.stringify(`${HOST}/${name}`)).join(", ");
  return `provider_installation {\n${blocks.join("")}  direct {\n    exclude = [${exclude}]\n  }\n}\n`;
}
