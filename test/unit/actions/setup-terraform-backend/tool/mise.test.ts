import { expect, test } from "@jest/globals";
import {
  constraintOfMise,
  versionInMise,
} from "../../../../../actions/setup-terraform-backend/src/tool/mise.ts";
import { anyText } from "../../../../support/any-text.ts";
import fc from "../../../../support/fast-check.ts";

test.each([
  ["1", "~> 1.0"],
  ["1.11", "~> 1.11.0"],
  ["v1.11", "~> 1.11.0"],
  ["1.11.4", "1.11.4"],
  ["latest", "latest"],
  ["prefix:1.11", "prefix:1.11"],
  ["ref:main", "ref:main"],
])("the constraint for %s in mise is %s", (version, constraint) => {
  expect(constraintOfMise(version)).toBe(constraint);
});

test("reads any text without an error, and accepts only text as a version", () => {
  const table = fc.json().map((json) => `[tools]\nterraform = ${json}\n`);
  fc.assert(
    fc.property(fc.oneof(anyText(), table), (text) => {
      expect(["string", "undefined"]).toContain(typeof versionInMise(text, ["terraform"]));
    }),
  );
});
