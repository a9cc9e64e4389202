import { expect, test } from "@jest/globals";
import { nameProblems } from "../../../../../../actions/lib/terraform/variables-from-secret/problems.ts";

const workspace = {
  name: "terraform/app",
  declared: {
    variables: new Set(["password", "token"]),
    outputs: { open: new Set<string>(), sensitive: new Set<string>() },
    secretVariables: new Set<string>(),
  },
};
const of = (variable: string, secret = "fleet/dev") => ({ variable, secret });

test("names that the workspace declares and that are given once are no problem", () => {
  expect(nameProblems([of("password"), of("token")], { variables: {} }, workspace)).toStrictEqual(
    [],
  );
});

test.each([
  [
    [of("pasword")],
    {},
    'variables-from-secret: "pasword" of the secret "fleet/dev" is not a variable of terraform/app. Did you mean password?',
  ],
  [
    [of("token")],
    { "output-variables": { token: "x" } },
    'variables-from-secret: "token" of the secret "fleet/dev" is also given by output-variables. Expected only one of them.',
  ],
  [
    [of("token", "a"), of("token", "b")],
    {},
    'variables-from-secret: "token" of the secret "b" is also given by the secret "a". Expected only one of them.',
  ],
])("the problem of %j with %j", (names, others, says) => {
  expect(nameProblems(names, others, workspace)).toStrictEqual([says]);
});

test("the files of a release may declare fewer variables, but duplicates are still refused", () => {
  expect(nameProblems([of("new")], {}, undefined)).toStrictEqual([]);
  expect(nameProblems([of("new")], { variables: { new: 1 } }, undefined)).toHaveLength(1);
});
