import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Tool } from "../../../lib/terraform/tool.ts";
import { MISE_FILES, constraintOfMise, versionInMise } from "./mise.ts";
import { TFSWITCH_FILE, versionInTfswitch } from "./tfswitch.ts";

/** The file of asdf. mise reads it too, and asdf has no version with fewer than three parts. */
const ASDF_FILE = ".tool-versions";

/** In the order in which this action looks for them in a folder. */
const VERSION_FILES: Readonly<Record<Tool["name"], readonly string[]>> = {
  terraform: [".terraform-version", ".tfswitchrc", TFSWITCH_FILE, ...MISE_FILES, ASDF_FILE],
  opentofu: [".opentofu-version", TFSWITCH_FILE, ...MISE_FILES, ASDF_FILE],
};

/** Names that asdf and mise use for the tools. */
const NAMES: Readonly<Record<Tool["name"], readonly string[]>> = {
  terraform: ["terraform"],
  opentofu: ["opentofu", "tofu"],
};

/** A version as it is written in a file. */
export interface NamedVersion {
  /** A version, a constraint or a word of a version manager. */
  text: string;
  /** For messages: the file, and what it says if that is not the text. */
  source: string;
}

/** Returns the first version that a version manager's file names, from the folder up to the repository's root. */
export async function readVersionFile(
  tool: Tool["name"],
  directory: string,
  root: string,
): Promise<NamedVersion | undefined> {
  for (let folder = directory; ; folder = path.dirname(folder)) {
    for (const name of VERSION_FILES[tool]) {
      const content = await readFile(path.join(folder, name), "utf8").catch(() => undefined);
      const version = content === undefined ? undefined : versionIn(name, content, tool);
      if (version === undefined) continue;
      const source = path.join(path.relative(root, folder), name);
      if (![...MISE_FILES, ASDF_FILE].includes(name)) return { text: version, source };
      const text = constraintOfMise(version);
      return { text, source: text === version ? source : `${source} (${version})` };
    }
    if (folder === root || folder === path.dirname(folder)) return undefined;
  }
}

/** Returns the version that a version file names for a tool. Comments and lines of other tools do not count. */
export function versionIn(name: string, text: string, tool: Tool["name"]): string | undefined {
  const content = text.replace(/^\uFEFF/, "");
  if (MISE_FILES.includes(name)) return versionInMise(content, NAMES[tool]);
  if (name === TFSWITCH_FILE) return versionInTfswitch(content, tool);
  const lines = content.split(/\r?\n/).map((line) => line.replace(/#.*/, "").trim());
  if (name !== ASDF_FILE) return lines.find((line) => line !== "");
  return lines
    .map((line) => line.split(/\s+/))
    .find(([first = ""]) => NAMES[tool].includes(first))?.[1];
}
