import { describe, expect, test } from "@jest/globals";
import { validateEnvironment } from "../../../../../actions/lib/environment/validate.ts";
import { anyText } from "../../../../support/any-text.ts";
import { WRONG_FORMS, environmentText } from "../../../../support/environment-files.ts";
import fc from "../../../../support/fast-check.ts";

const validate = (text: string, file = "environments/dev.yml") =>
  validateEnvironment({ file, text });

describe("a valid file", () => {
  test("has the name of its file, and defaults for what is left out", () => {
    expect(validate(environmentText())).toStrictEqual({
      name: "dev",
      problems: [],
      environment: {
        name: "dev",
        file: "environments/dev.yml",
        region: "eu-west-1",
        account: "333333333333",
        state: {
          bucket: "fleet-state-333333333333",
          keys: {
            infrastructure: "dev/infrastructure.tfstate",
            kubernetes: "dev/kubernetes.tfstate",
          },
          kmsKeyId: undefined,
        },
        roles: {
          plan: "arn:aws:iam::333333333333:role/fleet-plan",
          push: "arn:aws:iam::333333333333:role/fleet-push",
          deploy: "arn:aws:iam::333333333333:role/fleet-deploy",
        },
        variableFiles: { infrastructure: [], kubernetes: [] },
        variablesFromSecret: { infrastructure: [], kubernetes: [] },
        imagePrefix: "",
        promoteFrom: undefined,
        minSoak: 0,
        freeze: [],
      },
    });
  });

  test("may have every key", () => {
    const more = `
infrastructure: { variable-files: [environments/all.tfvars, environments/production.tfvars] }
kubernetes:
  variable-files: [environments/production.kubernetes.tfvars]
  variables-from-secret: [fleet/production, "token=fleet/api:token"]
images: { prefix: fleet-production/ }
promote-from: staging
min-soak: 24h
freeze: [{ from: "Fri 16:00", to: "Mon 07:00", zone: Europe/Berlin }]`;
    const text = environmentText(more, { push: false }).replace(
      "bucket: fleet",
      "keys: { kubernetes: kubernetes/terraform.tfstate }, kms-key-id: alias/fleet, bucket: fleet",
    );
    const { environment, problems } = validate(text, "environments/production.yaml");
    expect(problems).toStrictEqual([]);
    expect(environment).toMatchObject({
      name: "production",
      state: {
        keys: {
          infrastructure: "production/infrastructure.tfstate",
          kubernetes: "kubernetes/terraform.tfstate",
        },
        kmsKeyId: "alias/fleet",
      },
      roles: { push: undefined },
      variableFiles: {
        infrastructure: ["environments/all.tfvars", "environments/production.tfvars"],
        kubernetes: ["environments/production.kubernetes.tfvars"],
      },
      variablesFromSecret: {
        infrastructure: [],
        kubernetes: ["fleet/production", "token=fleet/api:token"],
      },
      imagePrefix: "fleet-production/",
      promoteFrom: "staging",
      minSoak: 24 * 3_600_000,
      freeze: [{ from: "Fri 16:00", to: "Mon 07:00", zone: "Europe/Berlin" }],
    });
  });
});

test.each(WRONG_FORMS)("reports %j replaced by %j", (before, after, sentence) => {
  const text = environmentText().replace(before, after);
  expect(validate(text)).toStrictEqual({
    name: "dev",
    environment: undefined,
    problems: [`environments/dev.yml: ${sentence}`],
  });
});

describe("an invalid file", () => {
  test("has all of its problems reported at once", () => {
    const text = environmentText("promote_from: staging").replace("eu-west-1", "Ireland");
    expect(validate(text, "environments/Dev.yml").problems).toStrictEqual([
      expect.stringMatching(/^environments\/Dev\.yml: the environment's name "Dev" is not valid\./),
      expect.stringMatching(/^environments\/Dev\.yml: region: "Ireland"/),
      expect.stringMatching(
        /^environments\/Dev\.yml: promote_from: .*Did you mean promote-from\?$/,
      ),
    ]);
  });

  test.each([
    [
      "is refused if it is empty",
      "",
      /nothing is given\. Expected a map with region, account, state and roles\.$/,
    ],
    ["is refused if it is a text", "dev", /"dev" is not valid\. Expected a map with region/],
    ["is refused if it is not YAML", "a: [", /it is not YAML: /],
    [
      "is refused if it has a key twice",
      "region: eu-west-1\nregion: eu-west-1",
      /it is not YAML: Map keys must be unique/,
    ],
    [
      "is refused if an alias is inside its own anchor",
      "freeze: &x [*x]",
      /the alias \*x is inside its own anchor/,
    ],
    ["is refused if it has two documents", "a: 1\n---\nb: 1", /it is not YAML: /],
  ])("%s", (_, text, message) => {
    expect(validate(text).problems).toStrictEqual([expect.stringMatching(message)]);
  });

  test("has long values shortened in problems", () => {
    const text = environmentText().replace("eu-west-1", "x".repeat(500));
    expect(validate(text).problems[0]).toMatch(/region: "x{77}\.\.\." is not valid/);
  });

  test("is named in each problem, and any text is either valid or has problems", () => {
    const anything = fc.oneof(
      anyText(),
      fc.json(),
      fc.string().map((more) => environmentText(more)),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const { environment, problems } = validate(text);
        expect(environment === undefined).toBe(problems.length > 0);
        for (const problem of problems) expect(problem).toMatch(/^environments\/dev\.yml: /);
      }),
    );
  });
});
