// Which role a token can assume. Broken tokens, keys and sessions are compared with moto: test/rehearsal/sts.
import {
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it, test } from "@jest/globals";
import {
  clientOptions,
  idToken,
  job,
  PROVIDER,
  refusal,
  REGION,
  startCloud,
  trust,
  type Cloud,
} from "./world.ts";

const ROLE = "arn:aws:iam::111122223333:role/";
const DENIED = "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity";

const WITHOUT_ENVIRONMENT = job();
delete WITHOUT_ENVIRONMENT.environment;
const PULL_REQUEST = { ...WITHOUT_ENVIRONMENT, eventName: "pull_request" };

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());

/** Assumes a role exactly as the actions do: without any key of their own. */
function assume(token: string, role: string, from = cloud) {
  const credentials = { accessKeyId: "", secretAccessKey: "" };
  const sts = new STSClient({
    endpoint: from.aws.url,
    region: REGION,
    credentials,
    maxAttempts: 1,
  });
  return sts.send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: ROLE + role,
      RoleSessionName: "gha-77-1",
      WebIdentityToken: token,
    }),
  );
}

describe("must not be lost: trust-policy evaluation by AssumeRoleWithWebIdentity", () => {
  it("gives the plan role to a pull request", async () => {
    const given = await assume(await idToken(cloud.github, PULL_REQUEST), "fleet-plan");
    expect(given.SubjectFromWebIdentityToken).toBe("repo:example-org/fleet:pull_request");
  });

  test.each([
    ["another environment", job({ environment: "production" }), "fleet-deploy"],
    ["a push without an environment", WITHOUT_ENVIRONMENT, "fleet-deploy"],
    ["a pull request on the deploy role", PULL_REQUEST, "fleet-deploy"],
    ["a pull request with an environment", job({ eventName: "pull_request" }), "fleet-plan"],
    ["a role that does not exist", job(), "fleet-nothing"],
  ])("H-E 65: %s is denied, and AWS does not say why", async (_, identity, role) => {
    const token = await idToken(cloud.github, identity);
    expect(await refusal(assume(token, role))).toBe(DENIED);
  });
});

test("F-E 21: an immutable subject does not match a legacy trust policy, only one with the ids", async () => {
  const immutable = await startCloud({
    immutableSubject: true,
    roles: [
      { name: "legacy", trustPolicy: trust("repo:example-org/fleet:environment:dev") },
      { name: "both", trustPolicy: trust("repo:example-org@7/fleet@42:*", "StringLike") },
    ],
  });
  try {
    const token = await idToken(immutable.github, job());
    expect(await refusal(assume(token, "legacy", immutable))).toBe(DENIED);
    const { AssumedRoleUser } = await assume(token, "both", immutable);
    expect(AssumedRoleUser?.Arn).toContain("assumed-role/both/");
  } finally {
    await immutable.close();
  }
});

test("a condition on a claim that AWS does not offer is never fulfilled", async () => {
  const trustPolicy = trust("repo:example-org/fleet:environment:dev");
  const [statement] = [trustPolicy.Statement].flat();
  const Condition = { StringEquals: { [`${PROVIDER}:event_name`]: "push" } };
  cloud.aws.roles.put({ name: "odd", trustPolicy: { Statement: { ...statement!, Condition } } });
  expect(await refusal(assume(await idToken(cloud.github, job()), "odd"))).toBe(DENIED);
});

test("an expired session gets the error ExpiredToken", async () => {
  const principal = { accountId: "1", arn: "arn:aws:sts::1:assumed-role/x/y", userId: "x" };
  const key = cloud.aws.keys.issue(principal, -1);
  const { accessKeyId, secretAccessKey, sessionToken = "" } = key;
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  const sts = new STSClient({ ...clientOptions(cloud.aws), credentials });
  expect(await refusal(sts.send(new GetCallerIdentityCommand({})))).toMatch(/^ExpiredToken/);
});
