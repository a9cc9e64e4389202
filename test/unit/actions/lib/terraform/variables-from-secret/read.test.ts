// The variables that workspaces get from secrets, read from the embedded AWS with the credentials of a role.
import { beforeAll, beforeEach, describe, expect, it, test } from "@jest/globals";
import { ActionError } from "../../../../../../actions/lib/runtime/errors.ts";
import type { RootModule } from "../../../../../../actions/lib/terraform/root-module.ts";
import { secretSources } from "../../../../../../actions/lib/terraform/variables-from-secret/input-type.ts";
import { withVariablesFromSecret } from "../../../../../../actions/lib/terraform/variables-from-secret/read.ts";
import { ACCOUNT, REGION } from "../../../../../support/cloud.ts";
import { cloud, useCloud } from "../../../../../support/use-cloud.ts";

let arn: string;
let masks: string[];
let log: string[];
const NO_VARIABLES = {
  variables: {},
  sharedVariables: {},
  secretVariables: {},
  outputVariables: {},
  imageVariables: {},
};
const workspace = {
  name: "terraform/app",
  declared: {
    variables: new Set(["password", "token", "ports", "size"]),
    outputs: { open: new Set<string>(), sensitive: new Set<string>() },
    secretVariables: new Set<string>(),
  },
};

useCloud();
beforeAll(async () => {
  const { secrets } = await cloud.aws.places.open({ accountId: ACCOUNT, region: REGION });
  arn = secrets.put(
    "fleet/dev",
    '{"password": "battery\\nstaple-line", "ports": [12345678901234567890]}',
  );
  secrets.put("database", '{"username": "somebody", "password": "correct-horse"}');
  secrets.put("text", "not { JSON");
  secrets.put("short", '{"size": 3}');
});
beforeEach(() => {
  masks = [];
  log = [];
  cloud.aws.faults.clear();
});

async function read(
  entries: string,
  others: Partial<typeof NO_VARIABLES> = {},
  environment: Record<string, string> = { AWS_REGION: REGION },
) {
  const { accessKeyId, secretAccessKey } = cloud.aws.userKey("tester");
  const rootModule = {
    environment: {
      AWS_ENDPOINT_URL: cloud.aws.url,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      ...environment,
    },
    job: {
      cancelled: new AbortController().signal,
      mask: (secret: string) => void masks.push(secret),
      log: { info: (text: string) => void log.push(text) },
    },
  } as unknown as RootModule;
  const variablesFromSecret = secretSources.parse(entries);
  const inputs = { variablesFromSecret, ...NO_VARIABLES, ...others };
  return await withVariablesFromSecret(inputs, rootModule, workspace);
}

const failure = async (...given: Parameters<typeof read>): Promise<ActionError> => {
  const error = await read(...given).catch((one: unknown) => one);
  if (error instanceof ActionError) return error;
  throw new Error(`it was expected to be refused, but ended with ${JSON.stringify(error)}`);
};

describe("the variables of secrets", () => {
  it("are added to the secret variables, and masked", async () => {
    const { inputs, rootModule } = await read("fleet/dev\ntoken=database:password", {
      secretVariables: { size: "large" },
    });
    expect(inputs.secretVariables).toStrictEqual({
      size: "large",
      password: "battery\nstaple-line",
      // A number that a double cannot hold stays text, which the tool reads as a number.
      ports: ["12345678901234567890"],
      token: "correct-horse",
    });
    expect(inputs.variablesFromSecret).toStrictEqual([]);
    expect(masks).toEqual(
      expect.arrayContaining(["battery\nstaple-line", "12345678901234567890", "correct-horse"]),
    );
    // An unused member is not a secret of the run, and may be an ordinary word.
    expect(masks.join()).not.toContain("somebody");
    expect(rootModule.secrets).toMatchObject([
      { secret: "fleet/dev", variables: ["password", "ports"] },
      { secret: "database", variables: ["token"] },
    ]);
    expect(log[0]).toMatch(
      /^variables from the secret fleet\/dev \(version [\da-f-]{36}\): password, ports$/,
    );
    expect(log.join()).not.toMatch(/battery|horse/);
  });

  it("from one secret need one request", async () => {
    const before = cloud.aws.requests.length;
    await read("password=database:password\ntoken=database:username");
    expect(cloud.aws.requests.length - before).toBe(1);
  });

  it("are read in the region of an ARN", async () => {
    const { inputs } = await read(arn, {}, { AWS_REGION: "us-east-1" });
    expect(Object.keys(inputs.secretVariables)).toStrictEqual(["password", "ports"]);
  });

  it("need no request if none are given", async () => {
    const before = cloud.aws.requests.length;
    const { rootModule } = await read("");
    expect(rootModule.secrets).toBeUndefined();
    expect(cloud.aws.requests).toHaveLength(before);
  });
});

test.each([
  ["nowhere", "secret-unreadable", /^variables-from-secret: there is no secret "nowhere"/],
  ["text", "secret-unusable", /^variables-from-secret: the secret "text" is not JSON$/],
  ["short", "secret-unusable", /the variable size a value of fewer than 4 characters/],
  ["tokn=text", "invalid-input", /^variables-from-secret: "tokn" .* Did you mean token\?$/],
])("%j is refused", async (entries, reason, message) => {
  const error = await failure(entries);
  expect(error).toMatchObject({ reason, message: expect.stringMatching(message) as unknown });
  expect(`${error.message} ${error.fix ?? ""}`).not.toContain("not {");
});

test("refuses a variable that another input gives, and names this input", async () => {
  expect((await failure("token=text", { sharedVariables: { token: "x" } })).message).toBe(
    'variables-from-secret: "token" of the secret "text" is also given by shared-variables (`variables` of the workflow). Expected only one of them.',
  );
  expect((await failure("token=text", { secretVariables: { token: "x" } })).message).toContain(
    "is also given by secret-variables (the secret TERRAFORM_VARIABLES of the workflow).",
  );
});

test("reports all problems at once", async () => {
  const { reason, message, detail, fix } = await failure(
    "nowhere\nshort\ntoken=nowhere\ntokn=text",
  );
  expect(reason).toBe("secret-unreadable");
  expect(message).toBe(
    'variables-from-secret: 3 problems, so nothing was changed. The first: there is no secret "nowhere" in eu-west-1 of the role\'s account',
  );
  expect(fix).toBe("correct each problem of the list");
  expect(detail?.split("\n").filter((line) => !line.startsWith("  Fix: "))).toHaveLength(3);
});

test("names the input for the region if there is no region", async () => {
  expect((await failure("text", {}, {})).message).toMatch(/^aws-region: nothing is given/);
});
