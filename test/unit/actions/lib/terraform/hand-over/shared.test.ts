import { expect, test } from "@jest/globals";
import {
  secretProblems,
  sharedVariables,
  warnAboutOpenSecrets,
} from "../../../../../../actions/lib/terraform/hand-over/shared.ts";

const DECLARED = {
  variables: new Set(["replicas", "name", "token", "password"]),
  secretVariables: new Set(["password"]),
};

test("a workspace gets the variables that it declares; secrets for variables that are not sensitive are named", () => {
  const sharedOnes = { region: "eu-west-1", replicas: 2 };
  const secretOnes = { password: "a", token: "b", elsewhere: "c" };
  const given = { sharedVariables: sharedOnes, secretVariables: secretOnes };
  expect(sharedVariables(given, DECLARED)).toStrictEqual({
    values: { replicas: 2, password: "a", token: "b" },
    notSensitive: ["token"],
  });
});

const NOTHING = { variables: {}, sharedVariables: {}, outputVariables: {}, imageVariables: {} };

test.each([
  [{ variables: { token: "x" } }, "variables"],
  [{ sharedVariables: { token: "x" } }, "shared-variables (`variables` of the workflow)"],
  [{ outputVariables: { token: "x" } }, "output-variables"],
  [{ imageVariables: { token: "uri" } }, "image-variables"],
])(
  "a secret that is also given elsewhere is reported with both sources, without its value: %j",
  (given, by) => {
    const secretVariables = { token: "y", other: "z" };
    expect(secretProblems({ ...NOTHING, ...given, secretVariables })).toStrictEqual([
      `secret-variables (the secret TERRAFORM_VARIABLES of the workflow): "token" is also given by ${by}. Expected only one of them.`,
    ]);
  },
);

test("a secret that is given once is no problem", () => {
  expect(secretProblems({ ...NOTHING, secretVariables: { token: "y" } })).toStrictEqual([]);
});

test("a warning names each variable that would show its secret", () => {
  const warnings: string[] = [];
  const log = { warning: (text: string) => void warnings.push(text) };
  warnAboutOpenSecrets([], log);
  warnAboutOpenSecrets(["token"], log);
  warnAboutOpenSecrets(["token", "key"], log);
  warnAboutOpenSecrets(["token", "key", "salt"], log);
  expect(warnings).toStrictEqual([
    "the variable token gets a secret, but is not declared sensitive. This action hides its value; what the tool prints elsewhere (a plan on your own machine, its output command) shows it. Add sensitive = true to the variable, or ephemeral = true where only write-only arguments (*_wo) take it, which keeps it out of the state",
    expect.stringMatching(
      /^the variables key and token get secrets, but are not declared sensitive\. This action hides their values; .* shows them\. Add sensitive = true to each of them, or /,
    ),
    expect.stringMatching(/^the variables key, salt and token get secrets, /),
  ]);
});
