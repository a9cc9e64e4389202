import {
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it, test } from "@jest/globals";
import { SignJWT, generateKeyPair } from "jose";
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

/** Exactly as the actions call it: without any key of their own. */
function assume(token: string, role: string, seconds?: number, from = cloud) {
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
      DurationSeconds: seconds,
    }),
  );
}

describe("must not be lost: trust-policy evaluation by AssumeRoleWithWebIdentity", () => {
  it("gives the plan role to a pull request", async () => {
    const given = await assume(await idToken(cloud.github, PULL_REQUEST), "fleet-plan");
    expect(given.SubjectFromWebIdentityToken).toBe("repo:example-org/fleet:pull_request");
  });

  it("opens a session that GetCallerIdentity knows", async () => {
    const given = await assume(await idToken(cloud.github, job()), "fleet-deploy");
    expect(given.SubjectFromWebIdentityToken).toBe("repo:example-org/fleet:environment:dev");
    const credentials = {
      accessKeyId: given.Credentials?.AccessKeyId ?? "",
      secretAccessKey: given.Credentials?.SecretAccessKey ?? "",
      sessionToken: given.Credentials?.SessionToken ?? "",
    };
    const sts = new STSClient({ endpoint: cloud.aws.url, region: REGION, credentials });
    const { Arn, Account } = await sts.send(new GetCallerIdentityCommand({}));
    expect({ Arn, Account }).toStrictEqual({
      Arn: "arn:aws:sts::111122223333:assumed-role/fleet-deploy/gha-77-1",
      Account: "111122223333",
    });
    const forged = new STSClient({
      ...{ endpoint: cloud.aws.url, region: REGION, maxAttempts: 1 },
      credentials: { ...credentials, sessionToken: `${credentials.sessionToken}x` },
    });
    expect(await refusal(forged.send(new GetCallerIdentityCommand({})))).toMatch(
      /^InvalidClientTokenId/,
    );
  });

  test.each([
    ["another environment", job({ environment: "production" }), "fleet-deploy"],
    ["a push without an environment", WITHOUT_ENVIRONMENT, "fleet-deploy"],
    ["a pull request on the deploy role", PULL_REQUEST, "fleet-deploy"],
    ["an environment of a pull request", job({ eventName: "pull_request" }), "fleet-plan"],
    ["a role that is not there", job(), "fleet-nothing"],
  ])("H-E 65: %s is denied, and AWS does not say why", async (_, identity, role) => {
    const token = await idToken(cloud.github, identity);
    expect(await refusal(assume(token, role))).toBe(DENIED);
  });

  test("H-E 65: each broken token has its own words", async () => {
    const other = await idToken(cloud.github, job(), "somebody-else");
    expect(await refusal(assume(other, "fleet-deploy"))).toBe(
      "InvalidIdentityTokenException: Incorrect token audience",
    );
    const good = await idToken(cloud.github, job());
    const [header = "", payload = "", signature = ""] = good.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
    const changed = Buffer.from(
      JSON.stringify({ ...claims, sub: "repo:example-org/fleet:environment:production" }),
    ).toString("base64url");
    expect(await refusal(assume(`${header}.${changed}.${signature}`, "fleet-deploy"))).toMatch(
      /^InvalidIdentityTokenException: The web identity token could not be validated/,
    );
    expect(await refusal(assume("not-a-jwt", "fleet-deploy"))).toMatch(/not a valid JWT/);
    const { privateKey } = await generateKeyPair("RS256");
    const foreign = await new SignJWT({ sub: "x", aud: "sts.amazonaws.com" })
      .setProtectedHeader({ alg: "RS256", kid: "other" })
      .setIssuer("https://elsewhere.example")
      .sign(privateKey);
    expect(await refusal(assume(foreign, "fleet-deploy"))).toBe(
      "InvalidIdentityTokenException: No OpenIDConnect provider found in your account for https://elsewhere.example",
    );
  });

  test.each([
    [7200, /^ValidationError: The requested DurationSeconds exceeds/],
    [60, /^ValidationError: .*greater than or equal to 900/],
  ])("a session of %d seconds is refused", async (seconds, words) => {
    const token = await idToken(cloud.github, job());
    expect(await refusal(assume(token, "fleet-deploy", seconds))).toMatch(words);
  });
});

test("F-E 21: the immutable subject fails a legacy trust policy and fits its own", async () => {
  const immutable = await startCloud({
    immutableSubject: true,
    roles: [
      { name: "legacy", trustPolicy: trust("repo:example-org/fleet:environment:dev") },
      { name: "both", trustPolicy: trust("repo:example-org@7/fleet@42:*", "StringLike") },
    ],
  });
  try {
    const token = await idToken(immutable.github, job());
    expect(await refusal(assume(token, "legacy", undefined, immutable))).toBe(DENIED);
    const { AssumedRoleUser } = await assume(token, "both", undefined, immutable);
    expect(AssumedRoleUser?.Arn).toContain("assumed-role/both/");
  } finally {
    await immutable.close();
  }
});

test("a claim that AWS does not offer never fulfils a condition", async () => {
  const trustPolicy = trust("repo:example-org/fleet:environment:dev");
  const [statement] = [trustPolicy.Statement].flat();
  const Condition = { StringEquals: { [`${PROVIDER}:event_name`]: "push" } };
  cloud.aws.roles.put({ name: "odd", trustPolicy: { Statement: { ...statement!, Condition } } });
  expect(await refusal(assume(await idToken(cloud.github, job()), "odd"))).toBe(DENIED);
});

describe("keys", () => {
  test.each([
    ["unknown", { accessKeyId: "AKIAUNKNOWN", secretAccessKey: "x" }, /^InvalidClientTokenId/],
    ["wrong secret", undefined, /^SignatureDoesNotMatch/],
  ])("%s is refused", async (_, credentials, words) => {
    const options = clientOptions(cloud.aws);
    const wrong = { ...options.credentials, secretAccessKey: "wrong" };
    const sts = new STSClient({ ...options, credentials: credentials ?? wrong });
    expect(await refusal(sts.send(new GetCallerIdentityCommand({})))).toMatch(words);
  });

  it("says so when a session has expired", async () => {
    const principal = { accountId: "1", arn: "arn:aws:sts::1:assumed-role/x/y", userId: "x" };
    const key = cloud.aws.keys.issue(principal, -1);
    const { accessKeyId, secretAccessKey, sessionToken = "" } = key;
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const sts = new STSClient({ ...clientOptions(cloud.aws), credentials });
    expect(await refusal(sts.send(new GetCallerIdentityCommand({})))).toMatch(/^ExpiredToken/);
  });
});

test("a session outlives a restart on the same directory", async () => {
  const first = await startCloud({ directory: cloud.directory });
  const key = first.aws.userKey("kept");
  await first.close();
  const second = await startCloud({ directory: cloud.directory });
  try {
    const sts = new STSClient({ endpoint: second.aws.url, region: REGION, credentials: key });
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe("arn:aws:iam::111122223333:user/kept");
  } finally {
    await second.close();
  }
});
