import { describe, expect, test } from "@jest/globals";
import { stringify } from "yaml";
import { UsageError } from "../../../../rehearsal/base/usage-error.ts";
import { parseSettings } from "../../../../rehearsal/settings/parse.ts";
import fc from "../../../support/fast-check.ts";

const NOTHING = {
  variables: {},
  secrets: {},
  roles: {},
  environments: {},
  actions: {},
  workflows: {},
  awsSecrets: {},
  describesWorld: true,
};

describe("settings", () => {
  test("may have variables, secrets, roles, environments, actions and workflows", () => {
    const text = `
variables: { REGION: eu-west-1, COUNT: 3, EMPTY: }
secrets: { TOKEN: t }
roles: { "arn:aws:iam::111122223333:role/a/b": ["environment:dev"] }
environments:
  dev:
  production: { reviewers: monalisa, branches: [main], variables: { A: b }, secrets: { C: d } }
actions: { actions/setup-node: ../setup-node }
workflows: { push: release.yml }
aws-secrets:
  fleet/dev: '{"a": "b"}'
  fleet/other: { value: text, readers: [deploy] }
`;
    expect(parseSettings(text, "f.yml")).toStrictEqual({
      variables: { REGION: "eu-west-1", COUNT: "3", EMPTY: "" },
      secrets: { TOKEN: "t" },
      roles: { "arn:aws:iam::111122223333:role/a/b": ["environment:dev"] },
      environments: {
        dev: { variables: {}, secrets: {} },
        production: {
          reviewers: ["monalisa"],
          branches: ["main"],
          variables: { A: "b" },
          secrets: { C: "d" },
        },
      },
      actions: { "actions/setup-node": "../setup-node" },
      workflows: { push: "release.yml" },
      describesWorld: true,
      awsSecrets: {
        "fleet/dev": { value: '{"a": "b"}', readers: ["plan", "deploy"] },
        "fleet/other": { value: "text", readers: ["deploy"] },
      },
    });
  });

  test.each(["", "# nothing\n", "variables:\nsecrets: {}\n"])("may be empty: %j", (text) => {
    expect(parseSettings(text, "f.yml")).toStrictEqual(NOTHING);
  });

  test.each([
    ["variabels: {}", "f.yml:1: variabels is not known. Did you mean variables?"],
    ["secrets: {}\nvars: {}", "f.yml:2: vars is not known. Expected one of variables, secrets,"],
    ["- a", "f.yml:1: the file is not valid. Expected a map of names and values."],
    ["variables: [a]", "f.yml:1: variables is not valid. Expected a map of names and values."],
    ["variables:\n  A: [b]", "f.yml:2: variables.A is not valid. Expected a text."],
    ["variables: {\n", "f.yml:2: "],
    ["roles:\n  deploy: [x]", 'f.yml:2: roles: "deploy" is not valid. Expected the ARN of a role'],
    ["actions: { setup-node: skip }", 'f.yml:1: actions: "setup-node: skip" is not valid.'],
    ["actions: { a/b: }", 'f.yml:1: actions: "a/b: " is not valid.'],
    [
      "environments:\n  dev: { reviewer: a }",
      "environments.dev.reviewer is not known. Did you mean",
    ],
    [
      "environments:\n  dev: { branches: {} }",
      "environments.dev.branches is not valid. Expected a list",
    ],
    [
      "aws-secrets:\n  a b: x",
      "f.yml:2: aws-secrets.a b is not valid. Expected the name of a secret",
    ],
    ["aws-secrets: { a: [b] }", "aws-secrets.a is not valid. Expected a text."],
    ["aws-secrets: { a: { value: [b] } }", "aws-secrets.a.value is not valid. Expected a text."],
    ["aws-secrets: { a: { vale: b } }", "aws-secrets.a.vale is not known. Did you mean value?"],
    [
      "aws-secrets: { a: { value: b, readers: [deplyo] } }",
      "aws-secrets.a.readers: deplyo is not known. Did you mean deploy?",
    ],
  ])("%j is refused, with file and line", (text, says) => {
    expect(() => parseSettings(text, "f.yml")).toThrow(UsageError);
    expect(() => parseSettings(text, "f.yml")).toThrow(says);
  });

  test("all problems are reported at once", () => {
    expect(() => parseSettings("a: 1\nb: 2\n", "f.yml")).toThrow(/f\.yml:1: a .*\nf\.yml:2: b /);
  });

  test("any text is read, or refused with file and line", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((one) => stringify(JSON.parse(one))),
        ),
        (text) => {
          try {
            parseSettings(text, "f.yml");
          } catch (error) {
            expect(error).toBeInstanceOf(UsageError);
            expect((error as Error).message).toMatch(/^f\.yml:\d+: /);
          }
        },
      ),
    );
  });

  test("any variables are read unchanged", () => {
    const names = fc.stringMatching(/^[A-Z][A-Z_]{0,9}$/);
    fc.assert(
      fc.property(fc.dictionary(names, fc.string()), (variables) => {
        expect(parseSettings(stringify({ variables }), "f.yml").variables).toStrictEqual({
          ...variables,
        });
      }),
    );
  });
});
