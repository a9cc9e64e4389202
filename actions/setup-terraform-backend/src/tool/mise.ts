import { readToml } from "./toml.ts";

/**
 * Files of a folder in which mise looks for tools. The first file takes precedence.
 * https://mise.jdx.dev/configuration.html
 */
export const MISE_FILES: readonly string[] = [
  ...["mise.local.toml", ".mise.local.toml", "mise.toml", ".mise.toml"],
  ...["mise/config.toml", ".mise/config.toml", ".config/mise.toml", ".config/mise/config.toml"],
];

/**
 * Returns the version that `[tools]` of a mise file names. The version is a text, a list whose first item is the
 * default, or a table. A tool may be written with its backend, such as `aqua:hashicorp/terraform`.
 * @param names of the tool
 * @returns undefined if the file names no version, or is not TOML: mise explains that better
 */
export function versionInMise(text: string, names: readonly string[]): string | undefined {
  const tools = Object.entries(tableOf(readToml(text)["tools"]));
  const [, value] = tools.find(([key]) => names.includes(key.replace(/^.*[:/]/, ""))) ?? [];
  return textOf(value);
}

function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return textOf(value[0]);
  if (typeof value === "string") return value;
  return typeof value === "object" ? textOf(tableOf(value)["version"]) : undefined;
}

/**
 * Returns a version as a constraint. In mise, a part of a version stands for its newest release: `1` is any 1.x, `1.11`
 * is any 1.11.x.
 */
export const constraintOfMise = (version: string): string =>
  /^v?\d+(?:\.\d+)?$/.test(version) ? `~> ${version.replace(/^v/, "")}.0` : version;

const tableOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
