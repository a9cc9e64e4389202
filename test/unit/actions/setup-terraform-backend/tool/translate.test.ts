import { expect, test } from "@jest/globals";
import { translateConstraint } from "../../../../../actions/setup-terraform-backend/src/tool/translate.ts";

test.each([
  // npm, as hashicorp/setup-terraform reads terraform_version
  ["1.11.x", "~> 1.11.0"],
  ["1.x", "~> 1.0"],
  ["v1.11.*", "~> 1.11.0"],
  ["^1.5", "~> 1.5"],
  ["^1.5.2", "~> 1.5, >= 1.5.2"],
  ["~1.5.2", "~> 1.5.2"],
  ["~1.5", "~> 1.5.0"],
  [">=1.5 <2", ">=1.5, <2"],
  [">= 1.5.0 < 1.9.0", ">= 1.5.0, < 1.9.0"],
  ["== 1.11.4", "= 1.11.4"],
  ["\u2265 1.10", ">= 1.10"],
  ['"1.11.4"', "1.11.4"],
  [">= 1.5,", ">= 1.5"],
])("%s is %s", (written, translated) => {
  expect(translateConstraint(written)).toBe(translated);
});

test.each(["^0.15", "1.5 || 1.6", "stable", "1.5 - 1.7", "x", "", "^1.5.2-beta1"])(
  "nothing is proposed for %j",
  (written) => {
    expect(translateConstraint(written)).toBeUndefined();
  },
);
