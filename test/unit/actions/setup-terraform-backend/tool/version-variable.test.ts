import { expect, it } from "@jest/globals";
import { readVersionVariable } from "../../../../../actions/setup-terraform-backend/src/tool/version-variable.ts";

it.each<[string, "terraform" | "opentofu", Record<string, string>, string | undefined]>([
  ["tfenv", "terraform", { TFENV_TERRAFORM_VERSION: "latest:^1.11" }, "latest:^1.11"],
  ["tofuenv", "opentofu", { TOFUENV_TOFU_VERSION: " 1.10.6 " }, "1.10.6"],
  [
    "mise, of which 1.11 is any 1.11.x",
    "terraform",
    { MISE_TERRAFORM_VERSION: "1.11" },
    "~> 1.11.0",
  ],
  ["mise, with several", "opentofu", { MISE_OPENTOFU_VERSION: "1.10.6 1.9.0" }, "1.10.6"],
  ["asdf", "terraform", { ASDF_TERRAFORM_VERSION: "1.11.4 1.10.0" }, "1.11.4"],
  [
    "several managers",
    "terraform",
    { ASDF_TERRAFORM_VERSION: "1.9.0", TFENV_TERRAFORM_VERSION: "1.11.4" },
    "1.11.4",
  ],
  [
    "a blank one, behind which another stands",
    "terraform",
    { TFENV_TERRAFORM_VERSION: "", MISE_TERRAFORM_VERSION: "1.11.4" },
    "1.11.4",
  ],
  ["that of the other tool", "opentofu", { TFENV_TERRAFORM_VERSION: "1.11.4" }, undefined],
  [
    "TF_VERSION, which workflows use for themselves",
    "terraform",
    { TF_VERSION: "1.11.4" },
    undefined,
  ],
])("%s", (_, tool, environment, version) => {
  expect(readVersionVariable(tool, environment)?.text).toBe(version);
});
