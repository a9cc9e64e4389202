import { describe, expect, it } from "@jest/globals";
import { versionIn } from "../../../../../actions/setup-terraform-backend/src/tool/version-file.ts";

describe("versionIn", () => {
  it.each([
    [".terraform-version", "# team pin\r\n1.11.4 # exact\r\n", "terraform", "1.11.4"],
    [".terraform-version", "\uFEFF1.11.4", "terraform", "1.11.4"],
    [".terraform-version", "\n\n", "terraform", undefined],
    [".tfswitchrc", "1.10.5\n", "terraform", "1.10.5"],
    [
      ".tool-versions",
      "nodejs 24.1.0\nterraform 1.11.4 1.10.0\nopentofu 1.12.0\n",
      "terraform",
      "1.11.4",
    ],
    [".tool-versions", "nodejs 24.1.0\nopentofu 1.12.0\n", "opentofu", "1.12.0"],
    [".tool-versions", "tofu\tlatest:1.12\n", "opentofu", "latest:1.12"],
    [".tool-versions", "nodejs 24.1.0", "terraform", undefined],
    ["mise.toml", '[tools]\nnode = "24"\nterraform = "1.11.4" # pinned\n', "terraform", "1.11.4"],
    [".mise.toml", "[tools]\nopentofu = ['1.12.0', '1.11.0']\n", "opentofu", "1.12.0"],
    [
      "mise.toml",
      '\uFEFFtools.terraform = { version = "latest", os = ["linux"] }',
      "terraform",
      "latest",
    ],
    ["mise.toml", '[tools]\n"aqua:hashicorp/terraform" = "1.11.4"', "terraform", "1.11.4"],
    ["mise.toml", '[tools]\n"asdf:tofu" = "1.12.1"', "opentofu", "1.12.1"],
    ["mise.toml", '[env]\nterraform = "1.11.4"', "terraform", undefined],
    ["mise.toml", '[tools]\nterraform-docs = "0.19"\ntflint = "1"', "terraform", undefined],
    ["mise.toml", '[tools]\nterraform = ["', "terraform", undefined],
    ["mise.toml", "[tools]\nterraform = []\n", "terraform", undefined],
    ["mise.toml", "tools = 3\n", "terraform", undefined],
  ] as const)("%s %j for %s: %s", (name, text, tool, version) => {
    expect(versionIn(name, text, tool)).toBe(version);
  });
});
