import { expect, test } from "@jest/globals";
import { describeNewVersions } from "../../../../../../actions/lib/terraform/plan-digest/secret-versions.ts";

const use = (secret: string, versionId: string, ...variables: string[]) => ({
  secret,
  versionId,
  variables,
});

test.each([
  ["says nothing if no secret was read before", [], [use("a", "2", "x")], undefined],
  ["says nothing if no secret is read now", [use("a", "1", "x")], [], undefined],
  ["says nothing for the same version", [use("a", "1", "x")], [use("a", "1", "x")], undefined],
  ["says nothing for another secret", [use("a", "1", "x")], [use("b", "2", "x")], undefined],
  [
    "names a secret with another version",
    [use("a", "1", "x", "y"), use("b", "1", "z")],
    [use("a", "2", "x", "y"), use("b", "1", "z")],
    "Since that plan, a has another version, whose values are used for x, y.",
  ],
  [
    "names several secrets with another version",
    [use("a", "1", "x"), use("b", "1", "y")],
    [use("b", "2", "y"), use("a", "2", "x")],
    "Since that plan, a and b have another version, whose values are used for x, y.",
  ],
  [
    "names a secret with two versions, if one of them is new",
    [use("a", "1", "x"), use("a", "0", "y")],
    [use("a", "2", "x"), use("a", "0", "y")],
    "Since that plan, a has another version, whose values are used for x.",
  ],
])("%s", (_, shown, used, says) => {
  expect(describeNewVersions(shown, used)).toBe(says);
});
