import type { Tool } from "../../../lib/terraform/tool.ts";
import { constraintOfMise } from "./mise.ts";
import type { NamedVersion } from "./version-file.ts";

/**
 * Variables from which version managers take a version before any file, the more specific ones first. TF_VERSION of
 * tfswitch is not one of them: workflows use that name for their own purposes.
 * https://github.com/tfutils/tfenv#tfenv_terraform_version, https://github.com/tofuutils/tenv#environment-variables,
 * https://mise.jdx.dev/configuration/environment-variables.html, https://asdf-vm.com/manage/versions.html
 */
const VARIABLES: Readonly<Record<Tool["name"], readonly string[]>> = {
  terraform: ["TFENV_TERRAFORM_VERSION", "MISE_TERRAFORM_VERSION", "ASDF_TERRAFORM_VERSION"],
  opentofu: ["TOFUENV_TOFU_VERSION", "MISE_OPENTOFU_VERSION", "ASDF_OPENTOFU_VERSION"],
};

/**
 * Returns the version that a version manager's variable names. If it names several versions, the first one is the
 * default.
 */
export function readVersionVariable(
  tool: Tool["name"],
  environment: Readonly<Record<string, string | undefined>>,
): NamedVersion | undefined {
  for (const name of VARIABLES[tool]) {
    const version = environment[name]?.trim();
    if (version === undefined || version === "") continue;
    const source = `the variable ${name}`;
    if (name.startsWith("TF") || name.startsWith("TOFU")) return { text: version, source };
    const [first = version] = version.split(/\s+/);
    // asdf has no version with fewer than three parts, so mise's meaning of such a version is the only one.
    return { text: constraintOfMise(first), source };
  }
  return undefined;
}
