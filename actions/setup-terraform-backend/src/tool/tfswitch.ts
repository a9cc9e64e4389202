import type { Tool } from "../../../lib/terraform/tool.ts";
import { readToml } from "./toml.ts";

/** https://tfswitch.warrensbox.com/usage/config-files/ */
export const TFSWITCH_FILE = ".tfswitch.toml";

/** Returns the version in a file of tfswitch. The file is for one product: terraform, unless it names another one. */
export function versionInTfswitch(text: string, tool: Tool["name"]): string | undefined {
  const { product = "terraform", version } = readToml(text);
  const isOfTool = typeof product === "string" && product.toLowerCase() === tool;
  return isOfTool && typeof version === "string" && version !== "" ? version : undefined;
}
