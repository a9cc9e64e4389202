import { expect, test } from "@jest/globals";
import { versionInTfswitch } from "../../../../../actions/setup-terraform-backend/src/tool/tfswitch.ts";

test.each([
  ['version = "1.10.5"', "terraform", "1.10.5"],
  ['product = "Terraform"\nversion = "1.10.5"', "terraform", "1.10.5"],
  ['product = "tofu"\nversion = "1.10.5"', "opentofu", undefined],
  ['product = 1\nversion = "1.10.5"', "terraform", undefined],
  ['version = ""', "terraform", undefined],
] as const)("the version in %j for %s", (text, tool, version) => {
  expect(versionInTfswitch(text, tool)).toBe(version);
});
