import { describe, expect, it, test } from "@jest/globals";
import {
  requiredVersions,
  versionIn,
} from "../../../../../actions/setup-terraform-backend/src/tool/requirements.ts";

test("requiredVersions reads HCL without its comments", () => {
  const hcl = `# required_version = "0.1"
// required_version = "0.2"
/* required_version = "0.3" */
terraform {
  required_version = ">= 1.10, < 3" # required_version = "0.4"
}`;
  expect(requiredVersions(hcl)[0]).toBe(">= 1.10, < 3");
  expect(requiredVersions(hcl.split("\n").slice(0, 3).join("\n"))).toStrictEqual([]);
});

describe("versionIn", () => {
  it.each([
    [".terraform-version", "# team pin\r\n1.11.4 # exact\r\n", "terraform", "1.11.4"],
    [".terraform-version", "\n\n", "terraform", undefined],
    [
      ".tool-versions",
      "nodejs 24.1.0\nterraform 1.11.4 1.10.0\nopentofu 1.12.0\n",
      "terraform",
      "1.11.4",
    ],
    [".tool-versions", "nodejs 24.1.0\nopentofu 1.12.0\n", "opentofu", "1.12.0"],
    [".tool-versions", "nodejs 24.1.0", "terraform", undefined],
  ] as const)("%s %j for %s: %s", (name, text, tool, version) => {
    expect(versionIn(name, text, tool)).toBe(version);
  });
});
