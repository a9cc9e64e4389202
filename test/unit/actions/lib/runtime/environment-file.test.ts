import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { awsInputs, bucketName, objectKey } from "../../../../../actions/lib/aws/input-types.ts";
import { ENVIRONMENT_INPUTS } from "../../../../../actions/lib/environment/input-types.ts";
import { readEnvironmentFile } from "../../../../../actions/lib/runtime/environment-file.ts";
import { readInputs } from "../../../../../actions/lib/runtime/inputs.ts";
import { text } from "../../../../../actions/lib/runtime/input-types.ts";
import { variableInputs } from "../../../../../actions/lib/terraform/input-types.ts";
import { environmentText } from "../../../../support/environment-files.ts";

const INPUTS = {
  ...ENVIRONMENT_INPUTS,
  ...awsInputs({ role: "", region: "", account: "" }),
  ...variableInputs({ variables: "" }),
  environment: {
    type: text("a name, for example dev"),
    required: true,
    environmentFile: "name",
    description: "",
  },
  bucket: { type: bucketName, environmentFile: "bucket", description: "" },
  key: { type: objectKey, environmentFile: "stateKey", description: "" },
  "kms-key-id": { type: text("a key"), environmentFile: "kmsKeyId", description: "" },
} as const;

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), "environment-file-"));
  mkdirSync(path.join(root, "environments"));
  const dev = environmentText("infrastructure: { variable-files: [a.tfvars, b.tfvars] }");
  const files = {
    "dev.yml": dev,
    "production.yml": environmentText("promote-from: dev", { push: false }),
    "images.yml": environmentText("", { push: false }),
    "broken.yml": dev.replace("eu-west-1", "Ireland"),
  };
  for (const [name, content] of Object.entries(files))
    writeFileSync(path.join(root, "environments", name), content);
});
afterAll(() => rmSync(root, { recursive: true }));

const readerOf = (given: Record<string, string>) => (name: string) =>
  ({ "oidc-audience": "sts.amazonaws.com", ...given })[name] ?? "";

const read = (given: Record<string, string>) =>
  readInputs(INPUTS, () => ({ bucket: "always", key: "always" }), readerOf(given), root);

const DEV = { "environment-file": "environments/dev.yml", part: "infrastructure" };

describe("an environment file", () => {
  test("gives the values of inputs that are not given", () => {
    expect(read({ ...DEV, role: "plan" })).toMatchObject({
      environment: "dev",
      awsRegion: "eu-west-1",
      expectedAccountId: "333333333333",
      roleArn: "arn:aws:iam::333333333333:role/fleet-plan",
      bucket: "fleet-state-333333333333",
      key: "dev/infrastructure.tfstate",
      kmsKeyId: undefined,
      variableFiles: ["a.tfvars", "b.tfvars"],
    });
  });

  test("does not override inputs that are given", () => {
    const given = {
      ...DEV,
      role: "plan",
      environment: "preview",
      key: "preview/infrastructure.tfstate",
      "role-arn": "arn:aws:iam::333333333333:role/other",
      "variable-files": "c.tfvars",
    };
    expect(read(given)).toMatchObject({
      environment: "preview",
      key: "preview/infrastructure.tfstate",
      roleArn: "arn:aws:iam::333333333333:role/other",
      variableFiles: ["c.tfvars"],
      bucket: "fleet-state-333333333333",
    });
  });

  test("gives no role if the input role is not given", () => {
    expect(read(DEV).roleArn).toBeUndefined();
  });

  test("is optional", () => {
    const given = { environment: "dev", bucket: "fleet-state", key: "dev.tfstate" };
    expect(read(given)).toMatchObject({ environment: "dev", environmentFile: undefined });
  });
});

test("missing inputs are reported with both ways to give them if there is no file", () => {
  expect(() => read({ bucket: "fleet-state" })).toThrow(
    "2 inputs are not valid. environment: nothing is given. Expected a name, for example dev. Give environment, or environment-file, which has the environment's name. key: nothing is given, but it is needed always. Expected an object key, for example infrastructure/terraform.tfstate. Give key, or environment-file, which has the part's key in state.keys.",
  );
});

describe("problems with the file are reported together with other inputs", () => {
  test.each([
    [
      "a missing file, with a similar name",
      { "environment-file": "environments/dve.yml" },
      'environment-file: there is no file "environments/dve.yml". Did you mean environments/dev.yml?',
    ],
    [
      "a missing file, with the files that exist",
      { "environment-file": "environments/somewhere.yml" },
      'environment-file: there is no file "environments/somewhere.yml". Expected one of environments/broken.yml, environments/dev.yml, environments/images.yml, environments/production.yml.',
    ],
    [
      "a missing folder",
      { "environment-file": "envs/dev.yml" },
      'environment-file: there is no file "envs/dev.yml". Expected a path from the repository\'s root, for example environments/dev.yml. The repository has to be checked out in a step before this one.',
    ],
    [
      "an invalid value in the file",
      { ...DEV, "environment-file": "environments/broken.yml" },
      'environments/broken.yml: region: "Ireland" is not valid. Expected a region, for example eu-west-1.',
    ],
    [
      "a missing part",
      { ...DEV, part: "" },
      "part: nothing is given, but environment-file gives variables-from-secret, variable-files and key by it. Expected infrastructure or kubernetes.",
    ],
    [
      "a missing part that some inputs need",
      { ...DEV, part: "", key: "dev.tfstate" },
      "part: nothing is given, but environment-file gives variables-from-secret and variable-files by it. Expected infrastructure or kubernetes.",
    ],
    [
      "an invalid part",
      { ...DEV, part: "infra" },
      'part: "infra" is not valid. Expected infrastructure or kubernetes.',
    ],
    [
      "a push role in an environment that gets promotions",
      { ...DEV, "environment-file": "environments/production.yml", role: "push" },
      'role: "push" is not among the roles of environments/production.yml. No image is built for production: its images are promoted from dev.',
    ],
    [
      "a push role that is not in the file",
      { ...DEV, "environment-file": "environments/images.yml", role: "push" },
      'role: "push" is not among the roles of environments/images.yml. Add roles.push to the file, or give role-arn.',
    ],
  ])("%s", (_, given: Record<string, string>, sentence) => {
    expect(() => read(given)).toThrow(sentence);
    expect(() => read({ ...given, "oidc-audience": "" })).toThrow(
      /inputs are not valid\. .*oidc-audience: nothing is given/,
    );
  });
});

test("an action without the input environment-file reads no file", () => {
  const { problems } = readEnvironmentFile({ bucket: INPUTS.bucket }, readerOf(DEV), root);
  expect(problems).toStrictEqual([]);
});
