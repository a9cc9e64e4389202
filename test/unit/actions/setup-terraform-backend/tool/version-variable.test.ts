import { expect, it } from "@jest/globals";
import { readVersionVariable } from "../../../../../actions/setup-terraform-backend/src/tool/version-variable.ts";

it.each<[string, "terraform" | "opentofu", Record<string, string>, string | undefined]>([
  [
    "reads the variable of tfenv",
    "terraform",
    { TFENV_TERRAFORM_VERSION: "latest:^1.11" },
    "latest:^1.11",
  ],
  ["reads the variable of tofuenv", "opentofu", { TOFUENV_TOFU_VERSION: " 1.10.6 " }, "1.10.6"],
  [
    "reads the variable of mise, where 1.11 means any 1.11.x",
    "terraform",
    { MISE_TERRAFORM_VERSION: "1.11" },
    "~> 1.11.0",
  ],
  [
    "reads the variable of mise with several versions",
    "opentofu",
    { MISE_OPENTOFU_VERSION: "1.10.6 1.9.0" },
    "1.10.6",
  ],
  [
    "reads the variable of asdf",
    "terraform",
    { ASDF_TERRAFORM_VERSION: "1.11.4 1.10.0" },
    "1.11.4",
  ],
  [
    "reads the variable of asdf, which mise reads too: 1.11 means any 1.11.x",
    "terraform",
    { ASDF_TERRAFORM_VERSION: "1.11" },
    "~> 1.11.0",
  ],
  [
    "reads the first variable of several managers",
    "terraform",
    { ASDF_TERRAFORM_VERSION: "1.9.0", TFENV_TERRAFORM_VERSION: "1.11.4" },
    "1.11.4",
  ],
  [
    "skips an empty variable",
    "terraform",
    { TFENV_TERRAFORM_VERSION: "", MISE_TERRAFORM_VERSION: "1.11.4" },
    "1.11.4",
  ],
  [
    "ignores the variable of the other tool",
    "opentofu",
    { TFENV_TERRAFORM_VERSION: "1.11.4" },
    undefined,
  ],
  [
    "ignores TF_VERSION, which workflows use for their own purposes",
    "terraform",
    { TF_VERSION: "1.11.4" },
    undefined,
  ],
])("%s", (_, tool, environment, version) => {
  expect(readVersionVariable(tool, environment)?.text).toBe(version);
});
