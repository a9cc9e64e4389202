import { describe, expect, it } from "@jest/globals";
import { choose } from "../../../../../actions/setup-terraform-backend/src/tool/releases.ts";
import { parseRequirement } from "../../../../../actions/setup-terraform-backend/src/tool/requirements.ts";

const PUBLISHED = [
  "1.9.8",
  "1.10.0",
  "1.10.5",
  "1.11.0-rc1",
  "1.11.0-rc2",
  "not-a-version",
  "1.9.10",
];

describe("the chosen version among the published versions", () => {
  it.each([
    ["latest", "1.10.5"],
    ["~> 1.9.0", "1.9.10"],
    ["latest:^1.9", "1.9.10"],
    ["latest:1.1", "1.10.5"],
    ["~> 1.11.0-rc1", "1.11.0-rc2"],
    [">= 1.10, != 1.10.5", "1.10.0"],
    [">= 2", undefined],
  ])("for %s is %s", (text, version) => {
    const { accepts, prereleases = false } = parseRequirement(text, "the input version");
    expect(choose(PUBLISHED, { accepts, prereleases, oldest: false })).toBe(version);
  });

  it("can be the oldest accepted version", () => {
    const { accepts } = parseRequirement(">= 1.9.9", "required_version in main.tf");
    expect(choose(PUBLISHED, { accepts, prereleases: false, oldest: true })).toBe("1.9.10");
  });
});
