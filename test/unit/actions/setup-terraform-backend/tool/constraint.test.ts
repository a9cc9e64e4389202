import { describe, expect, it } from "@jest/globals";
import {
  parseConstraint,
  satisfies,
} from "../../../../../actions/setup-terraform-backend/src/tool/constraint.ts";

describe("constraints, by terraform's rules (P-E 64)", () => {
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
    [">= 1.6, < 2", "1.11.4", true],
    [">= 1.6, < 2", "2.0.0", false],
    ["> 1.11.3", "1.11.4", true],
    ["<= 1.11", "1.11.4", false],
    ["!= 1.7.1", "1.7.1", false],
    ["!= 1.7.1", "1.7.2", true],
    [">= 1.12.0-beta1", "1.12.0-beta2", true],
    ["latest", "0.1.0", true],
  ])("%s allows %s: %s", (constraint, version, allowed) => {
    expect(satisfies(version, parseConstraint(constraint) ?? [])).toBe(allowed);
  });

  it.each(["", "one", "~1.2", "1.2.3.4", ">= 1.6 < 2", "^1.2"])("%j is none", (text) => {
    expect(parseConstraint(text)).toBeUndefined();
  });
});
