import { describe, expect, test } from "@jest/globals";
import { versionIn } from "../../../../../actions/setup-terraform-backend/src/tool/version-file.ts";

type Case = [text: string, tool: "terraform" | "opentofu", version: string | undefined];

const CASES: Record<string, Case[]> = {
  ".terraform-version": [
    ["# team pin\r\n1.11.4 # exact\r\n", "terraform", "1.11.4"],
    ["\uFEFF1.11.4", "terraform", "1.11.4"],
    ["\n\n", "terraform", undefined],
  ],
  ".tfswitchrc": [["1.10.5\n", "terraform", "1.10.5"]],
  ".tfswitch.toml": [
    ['bin = "$HOME/bin/terraform"\nversion = "1.10.5"\n', "terraform", "1.10.5"],
    ['product = "opentofu"\nversion = "1.10.5"\n', "opentofu", "1.10.5"],
    ['product = "opentofu"\nversion = "1.10.5"\n', "terraform", undefined],
    ['version = "1.10.5"\n', "opentofu", undefined],
    ['bin = "/usr/local/bin/terraform"\n', "terraform", undefined],
    ["version = 1.10\n", "terraform", undefined],
    ["1.10.5\n", "terraform", undefined],
  ],
  ".tool-versions": [
    ["nodejs 24.1.0\nterraform 1.11.4 1.10.0\nopentofu 1.12.0\n", "terraform", "1.11.4"],
    ["nodejs 24.1.0\nopentofu 1.12.0\n", "opentofu", "1.12.0"],
    ["tofu\tlatest:1.12\n", "opentofu", "latest:1.12"],
    ["nodejs 24.1.0", "terraform", undefined],
  ],
  "mise.toml": [
    ['[tools]\nnode = "24"\nterraform = "1.11.4" # pinned\n', "terraform", "1.11.4"],
    ['\uFEFFtools.terraform = { version = "latest", os = ["linux"] }', "terraform", "latest"],
    ['[tools]\n"aqua:hashicorp/terraform" = "1.11.4"', "terraform", "1.11.4"],
    ['[tools]\n"asdf:tofu" = "1.12.1"', "opentofu", "1.12.1"],
    ['[env]\nterraform = "1.11.4"', "terraform", undefined],
    ['[tools]\nterraform-docs = "0.19"\ntflint = "1"', "terraform", undefined],
    ['[tools]\nterraform = ["', "terraform", undefined],
    ["[tools]\nterraform = []\n", "terraform", undefined],
    ["tools = 3\n", "terraform", undefined],
  ],
  ".mise.toml": [["[tools]\nopentofu = ['1.12.0', '1.11.0']\n", "opentofu", "1.12.0"]],
};

describe.each(Object.entries(CASES))("versionIn: %s", (name, cases) => {
  test.each(cases)("%j for %s: %s", (text, tool, version) => {
    expect(versionIn(name, text, tool)).toBe(version);
  });
});
