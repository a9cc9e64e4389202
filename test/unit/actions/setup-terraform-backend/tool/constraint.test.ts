import { describe, expect, it } from "@jest/globals";
import {
  parseConstraint,
  satisfies,
} from "../../../../../actions/setup-terraform-backend/src/tool/constraint.ts";
import { parseVersion } from "../../../../../actions/setup-terraform-backend/src/tool/version.ts";

const allows = (constraint: string, version: string): boolean | undefined => {
  const [clauses, parsed] = [parseConstraint(constraint), parseVersion(version)];
  return clauses && parsed && satisfies(parsed, clauses);
};

describe("constraints, with Terraform's rules (P-E 64)", () => {
  it.each([
    ["1.11.4", "1.11.4", true],
    ["= 1.11.4", "1.11.5", false],
    ["v1.11.4", "1.11.4", true],
    ["~> 1.9.0", "1.9.8", true],
    ["~> 1.9.0", "1.10.0", false],
    ["~> 1.9", "1.15.0", true],
    ["~> 1.9", "1.8.9", false],
    ["~> 1.9", "2.0.0", false],
    ["~> 1.9", "2.0.0-beta1", false],
    ["~> 1", "1.99.0", true],
    ["~> 1", "2.3.0", true],
    ["~> 0", "1.11.4", true],
    ["~> 1.2.3.0", "1.2.3", false],
    [">= 1.6, < 2", "1.11.4", true],
    [">= 1.6, < 2", "2.0.0", false],
    ["> 1.11.3", "1.11.4", true],
    ["<= 1.11", "1.11.4", false],
    ["!= 1.7.1", "1.7.1", false],
    ["!= 1.7.1", "1.7.2", true],
    [">= 01.007", "1.7.0", true],
    [">= 1.6.0.0", "1.6.0", true],
    [">= 1.6.0.1", "1.6.0", false],
    [">= 1.6.0+ent", "1.6.0", true],
    [">= 1.12.0-beta1", "1.12.0-beta2", true],
    [">= 1.12.0-beta1", "1.12.0", true],
    [">= 1.12.0-beta1", "1.13.0-beta2", false],
    ["> 1.12.0-beta2", "1.12.0-beta.10", false],
    [">= 1.11", "1.12.0-rc1", false],
    ["~> 1.12.0-rc1", "1.12.0", false],
    ["< 1.9223372036854775807", "1.11.4", true],
  ])("whether %s allows %s: %s", (constraint, version, allowed) => {
    expect(allows(constraint, version)).toBe(allowed);
  });

  it.each([
    ...["", "one", "~1.2", ">= 1.6 < 2", "^1.2", "== 1.2", ">= 1.5,", "latest"],
    ...["1.12.0-beta_2", "1.11.88888888888888888888", "~> 9223372036854775808", ">= 1.5\u00a0"],
  ])("%j is not a constraint", (text) => {
    expect(parseConstraint(text)).toBeUndefined();
  });
});
