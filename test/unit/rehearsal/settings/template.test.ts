import { expect, test } from "@jest/globals";
import { parseSettings } from "../../../../rehearsal/settings/parse.ts";
import { settingsTemplate, usedNames } from "../../../../rehearsal/settings/template.ts";

const WORKFLOW = `
jobs:
  a:
    # uses: o/commented@v1, \${{ vars.COMMENTED }}
    environment: dev
    runs-on: \${{ vars.RUNNER || 'ubuntu-24.04' }}
    env: { REGION: "\${{ vars.AWS_REGION }}", ROLE: "\${{ vars.AWS_DEPLOY_ROLE_ARN }}", T: "\${{ secrets.API_TOKEN }}", G: "\${{ secrets.GITHUB_TOKEN }}" }
    steps:
      - uses: actions/checkout@v6
      - uses: actions/setup-node@v6
      - uses: github/codeql-action/init@v4
      - uses: ./.github/actions/own
        with: { role-arn: "arn:aws:iam::777788889999:role/ci/plan.base" }
  b:
    environment: \${{ inputs.environment }}
`;
const names = usedNames([WORKFLOW], (uses) => uses.startsWith("actions/checkout@"));

test("finds the names that the workflows use and nothing defines", () => {
  expect(names).toStrictEqual({
    variables: ["AWS_DEPLOY_ROLE_ARN", "AWS_REGION"],
    secrets: ["API_TOKEN"],
    roles: ["arn:aws:iam::777788889999:role/ci/plan.base"],
    environments: ["dev"],
    actions: ["actions/setup-node", "github/codeql-action"],
  });
});

test("the file is valid and has an example for every name; actions are only proposed in comments", () => {
  const text = settingsTemplate(names);
  expect(parseSettings(text, "f.yml")).toStrictEqual({
    variables: {
      AWS_DEPLOY_ROLE_ARN: "arn:aws:iam::111122223333:role/deploy-role",
      AWS_REGION: "eu-west-1",
    },
    secrets: { API_TOKEN: "rehearsed-api-token" },
    roles: {
      "arn:aws:iam::111122223333:role/deploy-role": [
        "ref:refs/heads/main",
        "pull_request",
        "environment:dev",
      ],
      "arn:aws:iam::777788889999:role/ci/plan.base": [
        "ref:refs/heads/main",
        "pull_request",
        "environment:dev",
      ],
    },
    environments: { dev: { variables: {}, secrets: {} } },
    awsSecrets: {},
    actions: {},
    workflows: {},
    describesWorld: true,
  });
  expect(text).toContain("  # actions/setup-node: skip\n");
});

test("a repository without names gets empty sections", () => {
  const none = { variables: [], secrets: [], roles: [], environments: [], actions: [] };
  const text = settingsTemplate(none);
  expect(Object.values(parseSettings(text, "f.yml")).flatMap(Object.keys)).toStrictEqual([]);
});
