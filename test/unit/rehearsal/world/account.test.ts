import { describe, expect, test } from "@jest/globals";
import { parseSettings } from "../../../../rehearsal/settings/parse.ts";
import { setupOf } from "../../../../rehearsal/world/account.ts";

const ARN = "arn:aws:iam::444455556666:role/deploy";
const settings = parseSettings(
  `variables: { A: b }
secrets: { S: t }
roles: { "${ARN}": ["environment:dev"] }
environments: { dev: { reviewers: [monalisa], branches: [main], variables: { A: c }, secrets: { S: u } } }
`,
  "f.yml",
);
const PREFIX = "repo:example-org/fleet";
/** An environment file, as `readEnvironments` returns it. */
const FILE = {
  name: "dev",
  region: "eu-west-1",
  account: "111122223333",
  bucket: "b",
  keys: { infrastructure: "i", kubernetes: "k" },
  imagePrefix: "",
  roles: { deploy: "arn:aws:iam::111122223333:role/d" },
};

describe("the setup of a repository", () => {
  test("without environment files and settings has the variables and roles of the example", () => {
    const setup = setupOf([], PREFIX);
    expect(setup.variables).toHaveProperty("AWS_DEPLOY_ROLE_ARN");
    expect(setup.roles).toHaveLength(2);
  });

  test("with settings has what the settings say, and nothing else", () => {
    const setup = setupOf([], PREFIX, { settings });
    expect(setup).toMatchObject({
      home: { accountId: "444455556666" },
      variables: { A: "b" },
      secrets: { S: "t" },
      environments: [{ name: "dev", reviewers: ["monalisa"], branches: ["main"] }],
      environmentVariables: { dev: { A: "c" } },
      environmentSecrets: { dev: { S: "u" } },
      states: [],
    });
    expect(setup.variables).toStrictEqual({ A: "b" });
    expect(setup.roles).toMatchObject([{ name: "deploy", accountId: "444455556666" }]);
    expect(JSON.stringify(setup.roles)).toContain('"repo:example-org/fleet:environment:dev"');
  });

  test("with environment files too has both; for an environment of both, the settings decide", () => {
    const setup = setupOf([FILE], PREFIX, { settings });
    expect(setup.home.accountId).toBe("111122223333");
    expect(setup.roles.map(({ name }) => name)).toStrictEqual(["d", "deploy"]);
    expect(setup.environments).toStrictEqual([
      { name: "dev", reviewers: ["monalisa"], branches: ["main"] },
    ]);
  });

  test("keeps what the settings leave out of an environment of both, and has the secrets in each account", () => {
    const file = { ...FILE, promoteFrom: "x" };
    const text =
      "environments: { dev: { secrets: { S: u } } }\naws-secrets: { fleet/dev: battery }";
    const setup = setupOf([file], PREFIX, { settings: parseSettings(text, "f.yml") });
    expect(setup).toMatchObject({
      environments: [{ name: "dev", reviewers: ["monalisa"], branches: ["main"] }],
      environmentSecrets: { dev: { S: "u" } },
      awsSecrets: { "fleet/dev": "battery" },
      scopes: [{ accountId: "111122223333", region: "eu-west-1" }],
    });
    expect(JSON.stringify(setup.roles)).toContain(
      '"arn:aws:secretsmanager:eu-west-1:111122223333:secret:fleet/dev-??????"',
    );
  });
});
