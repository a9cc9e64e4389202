import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, test } from "@jest/globals";
import { openProfile, openSession } from "../../../../../actions/lib/aws/session.ts";
import type { AwsSession, SessionInputs } from "../../../../../actions/lib/aws/session.ts";
import { ActionError } from "../../../../../actions/lib/runtime/errors.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";
import { ACCOUNT, DEPLOY_ROLE, PLAN_ROLE, REGION } from "../../../../support/cloud.ts";
import { useServers } from "../../../../support/servers.ts";
import { cloud, useCloud } from "../../../../support/use-cloud.ts";

let now = 0;
const waits: number[] = [];
const clock = {
  now: () => now,
  wait: (milliseconds: number) => Promise.resolve(waits.push(milliseconds)),
};
const before = { ...process.env };

useCloud();
beforeEach(() => {
  now = Date.now();
  waits.splice(0);
  cloud.aws.faults.clear();
  // The SDK reads its settings from the environment of the process.
  Object.assign(process.env, cloud.aws.environment(), {
    AWS_CONFIG_FILE: path.join(cloud.directory, "none"),
    AWS_SHARED_CREDENTIALS_FILE: path.join(cloud.directory, "none"),
    AWS_EC2_METADATA_DISABLED: "true",
  });
});
afterEach(() => {
  for (const name of Object.keys(process.env))
    if (!(name in before)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, before);
});

interface Stage {
  job: Job;
  masks: string[];
  log: string[];
}

/** Starts a job that gets OIDC tokens from GitHub. Also sets `variables` in this process. */
async function stage(variables: Record<string, string> = {}, actor = "octocat"): Promise<Stage> {
  const { env } = await cloud.job();
  Object.assign(process.env, variables);
  const masks: string[] = [];
  const log: string[] = [];
  const request = {
    url: env["ACTIONS_ID_TOKEN_REQUEST_URL"],
    token: env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"],
  };
  const job = {
    context: { runId: 77, runAttempt: 1, actor },
    cancelled: new AbortController().signal,
    environment: { PATH: "/bin", ...variables },
    temporaryDirectory: path.join(cloud.directory, "temp"),
    log: {
      info: (text: string) => void log.push(`info: ${text}`),
      warning: (text: string) => void log.push(`warning: ${text}`),
    },
    mask: (secret: string) => void masks.push(secret),
    idToken: async (audience: string) => {
      const answer = await fetch(`${request.url ?? ""}&audience=${audience}`, {
        headers: { authorization: `Bearer ${request.token ?? ""}` },
      });
      return ((await answer.json()) as { value: string }).value;
    },
  };
  return { job: job as unknown as Job, masks, log };
}

const open = (job: Job, change: Partial<SessionInputs> = {}): Promise<AwsSession> =>
  openSession(
    {
      roleArn: undefined,
      region: REGION,
      expectedAccountId: undefined,
      oidcAudience: "sts.amazonaws.com",
      ...change,
    },
    job,
    clock,
  );

const failureOf = async (opened: Promise<unknown>): Promise<ActionError> => {
  const error = await opened.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ActionError) return error;
  throw new Error(`not an ActionError: ${String(error)}`);
};

const exchanges = () =>
  cloud.aws.requests.filter(({ operation }) => operation === "sts:AssumeRoleWithWebIdentity");

const keys = (name: string): Record<string, string> => {
  const { accessKeyId, secretAccessKey } = cloud.aws.userKey(name);
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
};

/** Writes a credentials file with one profile. */
function profileFile(profile: string, variables: Record<string, string>): string {
  const file = path.join(cloud.directory, `credentials-${profile}`);
  const lines = Object.entries(variables).map(
    ([name, value]) => `${name.toLowerCase()}=${value}\n`,
  );
  writeFileSync(file, `[${profile}]\n${lines.join("")}`);
  return file;
}

const identityOf = (environment: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => name.startsWith("AWS_") && !/REGION|FILE$|METADATA|ENDPOINT/.test(name),
    ),
  );

describe("one identity", () => {
  const WRONG = "not-these";
  const OTHERS = {
    AWS_DEFAULT_PROFILE: WRONG,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1:1/",
    AWS_CONTAINER_AUTHORIZATION_TOKEN: WRONG,
    AWS_ROLE_ARN: WRONG,
    AWS_ROLE_SESSION_NAME: WRONG,
    AWS_SESSION_TOKEN: WRONG,
  };

  test("with a profile and keys, children get only the checked identity: the keys of the profile", async () => {
    const ofProfile = keys("of-profile");
    const { job } = await stage({
      ...keys("beside"),
      ...OTHERS,
      AWS_PROFILE: "ci",
      AWS_SHARED_CREDENTIALS_FILE: profileFile("ci", ofProfile),
    });
    const session = await open(job, { expectedAccountId: ACCOUNT });
    expect(session.arn).toMatch(/user\/of-profile$/);
    expect(await session.client.credentials()).toMatchObject({
      accessKeyId: ofProfile["AWS_ACCESS_KEY_ID"],
    });
    expect(identityOf(session.environment)).toStrictEqual(ofProfile);
  });

  test("keys alone are passed on, and the secret is masked", async () => {
    const own = keys("alone");
    const { job, masks } = await stage(own);
    const session = await open(job);
    expect(identityOf(session.environment)).toStrictEqual(own);
    expect(masks).toStrictEqual([own["AWS_SECRET_ACCESS_KEY"]]);
  });

  test("keys with a session token are passed on, and both secrets are masked", async () => {
    const role = await open((await stage()).job, { roleArn: PLAN_ROLE });
    const { accessKeyId, secretAccessKey, sessionToken = "" } = await role.client.credentials();
    const own = {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    };
    const { job, masks } = await stage(own);
    expect(identityOf((await open(job)).environment)).toStrictEqual(own);
    expect(masks).toStrictEqual([secretAccessKey, sessionToken]);
  });

  test("a missing profile is an error, although there are keys", async () => {
    const { job } = await stage({ ...keys("beside"), AWS_PROFILE: "missing" });
    const { reason, message } = await failureOf(open(job));
    expect([reason, message]).toStrictEqual([
      "no-aws-credentials",
      expect.stringContaining('the AWS profile "missing" (AWS_PROFILE) gives no credentials'),
    ]);
  });

  test("with a profile of the backend, children keep the identity of the job", async () => {
    const ofProfile = keys("of-states");
    const { job } = await stage({
      ...keys("of-job"),
      AWS_SHARED_CREDENTIALS_FILE: profileFile("states", ofProfile),
    });
    const session = await open(job);
    const named = { name: "states", by: "profile of the backend", otherwise: "leave it out" };
    const other = await openProfile(named, session, job);
    expect([session.arn, other.arn]).toStrictEqual([
      expect.stringMatching(/user\/of-job$/),
      expect.stringMatching(/user\/of-states$/),
    ]);
    expect(await other.client.credentials()).toMatchObject({
      accessKeyId: ofProfile["AWS_ACCESS_KEY_ID"],
    });
    expect(other.environment).toStrictEqual(session.environment);
    const missing = await failureOf(openProfile({ ...named, name: "gone" }, session, job));
    expect([missing.reason, missing.message, missing.fix]).toStrictEqual([
      "no-aws-credentials",
      expect.stringContaining('the AWS profile "gone" (profile of the backend) gives no'),
      "write the profile to the AWS configuration of the runner, or leave it out",
    ]);
  });

  test("children use the token file of the job, because somebody renews it", async () => {
    const { job } = await stage();
    const file = path.join(cloud.directory, "irsa-token");
    writeFileSync(file, await job.idToken("sts.amazonaws.com"));
    const variables = {
      AWS_WEB_IDENTITY_TOKEN_FILE: file,
      AWS_ROLE_ARN: PLAN_ROLE,
      AWS_ROLE_SESSION_NAME: "pod",
    };
    const session = await open((await stage(variables)).job);
    expect(session.arn).toMatch(/assumed-role\/fleet-plan\/pod$/);
    expect(session.environment).toMatchObject(variables);
    expect(session.environment["AWS_ACCESS_KEY_ID"]).toBeUndefined();
  });

  test("with a profile that uses the job's token file, children get the role of the profile, not AWS_ROLE_ARN", async () => {
    const { job } = await stage();
    const token = path.join(cloud.directory, "shared-token");
    writeFileSync(token, await job.idToken("sts.amazonaws.com"));
    const config = path.join(cloud.directory, "config-of-role");
    const lines = [`role_arn = ${PLAN_ROLE}`, `web_identity_token_file = ${token}`];
    writeFileSync(config, ["[profile plan]", ...lines, `region = ${REGION}`, ""].join("\n"));
    const { job: profiled } = await stage({
      AWS_PROFILE: "plan",
      AWS_CONFIG_FILE: config,
      AWS_WEB_IDENTITY_TOKEN_FILE: token,
      AWS_ROLE_ARN: DEPLOY_ROLE,
    });
    const session = await open(profiled);
    expect(session.arn).toMatch(/assumed-role\/fleet-plan\//);
    const { accessKeyId } = await session.client.credentials();
    expect(identityOf(session.environment)).toMatchObject({ AWS_ACCESS_KEY_ID: accessKeyId });
    expect(session.environment["AWS_WEB_IDENTITY_TOKEN_FILE"]).toBeUndefined();
  });

  /** The answer of a container's agent, or of an instance's metadata service. */
  const served = (user: string) => {
    const { AWS_ACCESS_KEY_ID: AccessKeyId, AWS_SECRET_ACCESS_KEY: SecretAccessKey } = keys(user);
    const Expiration = new Date(Date.now() + 3_600_000).toISOString();
    return JSON.stringify({ AccessKeyId, SecretAccessKey, Token: "", Code: "Success", Expiration });
  };

  /** Starts a server of credentials on loopback. */
  const startServer = useServers();
  const serve = (answer: (url: string) => string) =>
    startServer(({ url = "" }, response) => response.end(answer(url)));

  test("children get credentials of a container from the agent that renews them", async () => {
    const agent = await serve(() => served("of-container"));
    const variables = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${agent}/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: "agent-token",
    };
    const { job, log } = await stage({ ...variables, AWS_ROLE_ARN: WRONG });
    const session = await open(job);
    expect(session.arn).toMatch(/user\/of-container$/);
    expect(identityOf(session.environment)).toStrictEqual(variables);
    expect(log).toStrictEqual([]);
  });

  test("children get credentials of an instance from its metadata service", async () => {
    const metadata = await serve((url) =>
      url.endsWith("/security-credentials/") ? "runner-role" : served("of-instance"),
    );
    const { job, log } = await stage({
      AWS_EC2_METADATA_DISABLED: "false",
      AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata,
      AWS_ROLE_ARN: WRONG,
    });
    const session = await open(job);
    expect(session.arn).toMatch(/user\/of-instance$/);
    expect(identityOf(session.environment)).toStrictEqual({});
    expect(log).toStrictEqual([]);
  });

  it.each([
    [50, "info: the AWS credentials of this job expire at"],
    [20, "warning: the AWS credentials of this job expire at"],
  ])("logs that credentials expire in %d minutes and are not renewed", async (left, text) => {
    const AWS_CREDENTIAL_EXPIRATION = new Date(now + left * 60_000).toISOString();
    const { job, log } = await stage({ ...keys("ending"), AWS_CREDENTIAL_EXPIRATION });
    const session = await open(job);
    expect(session.environment["AWS_CREDENTIAL_EXPIRATION"]).toBeUndefined();
    expect(log).toStrictEqual([expect.stringContaining(text)]);
    expect(log[0]).toContain(`in ${left} minutes`);
  });

  test("the wrong account is refused", async () => {
    const { job } = await stage(keys("alone"));
    const { reason, message } = await failureOf(open(job, { expectedAccountId: "999900001111" }));
    expect([reason, message]).toStrictEqual(["wrong-account", expect.stringContaining(ACCOUNT)]);
  });

  test("an account that differs only in its last digit is refused", async () => {
    const expectedAccountId = ACCOUNT.slice(0, -1) + (ACCOUNT.endsWith("1") ? "2" : "1");
    const { job } = await stage(keys("alone"));
    expect((await failureOf(open(job, { expectedAccountId }))).reason).toBe("wrong-account");
  });

  test.each([
    ["octocat", "set role-arn"],
    ["dependabot[bot]", "runs of dependabot[bot] get no Actions secrets"],
  ])("explains missing credentials in a run of %s", async (actor, fix) => {
    const failure = await failureOf(open((await stage({}, actor)).job));
    expect(failure.reason).toBe("no-aws-credentials");
    expect(failure.fix).toContain(fix);
  });
});

describe("a role", () => {
  test("has its secrets masked, the session token included; children get a token file of mode 0600 and no keys", async () => {
    const { job, masks } = await stage({ ...keys("beside"), AWS_PROFILE: "x" });
    const session = await open(job, { roleArn: PLAN_ROLE });
    const { secretAccessKey, sessionToken } = await session.client.credentials();
    expect(masks).toStrictEqual([secretAccessKey, sessionToken]);
    const { AWS_WEB_IDENTITY_TOKEN_FILE: file = "", ...others } = session.environment;
    expect(identityOf(others)).toStrictEqual({
      AWS_ROLE_ARN: PLAN_ROLE,
      AWS_ROLE_SESSION_NAME: "gha-77-1",
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  test("gets new credentials before the old ones expire, once for all callers", async () => {
    const { job } = await stage();
    const { client } = await open(job, { roleArn: PLAN_ROLE });
    const first = await client.credentials();
    const count = exchanges().length;
    now += 50 * 60_000;
    expect(await client.credentials()).toBe(first);
    now += 5 * 60_000;
    const [second, third] = await Promise.all([client.credentials(), client.credentials()]);
    expect(second).not.toBe(first);
    expect([third, exchanges().length]).toStrictEqual([second, count + 1]);
  });

  test("keeps its old credentials while a renewal has temporary problems", async () => {
    const { job } = await stage();
    const { client } = await open(job, { roleArn: PLAN_ROLE });
    const first = await client.credentials();
    now += 56 * 60_000;
    cloud.aws.faults.add({
      match: { operation: "sts:AssumeRoleWithWebIdentity" },
      times: 4,
      respond: { status: 503 },
    });
    expect(await client.credentials()).toBe(first);
    expect(await client.credentials()).not.toBe(first);
  });

  const answer = (status: number, code: string, message: string) => ({
    status,
    headers: { "content-type": "text/xml" },
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  });

  it.each([
    ["a reset connection", "reset" as const],
    ["throttling", answer(400, "Throttling", "Rate exceeded")],
    [
      "a verification key that AWS cannot retrieve",
      answer(400, "InvalidIdentityToken", "Couldn't retrieve verification key"),
    ],
    [
      "an identity provider that does not answer AWS",
      answer(400, "IDPCommunicationError", "Error"),
    ],
    [
      "a web page",
      { status: 200, headers: { "content-type": "text/html" }, body: "<html>x</html>" },
    ],
    ["half an answer", { status: 200, body: "<AssumeRoleWithWebIdentityResponse>" }],
    ["a 500", { status: 500, body: "" }],
  ])("is requested again after %s", async (_, respond) => {
    const { job } = await stage();
    cloud.aws.faults.add({
      match: { operation: "sts:AssumeRoleWithWebIdentity" },
      times: 2,
      respond,
    });
    await open(job, { roleArn: PLAN_ROLE });
    expect([waits, cloud.aws.faults.pending]).toStrictEqual([[1_000, 2_000], 0]);
  });

  test("names the host of STS, not the trust policy, if STS does not answer", async () => {
    const { job } = await stage({ AWS_ENDPOINT_URL_STS: "http://sts.eu-north-1.nowhere.invalid" });
    const { reason, message, fix } = await failureOf(open(job, { roleArn: PLAN_ROLE }));
    expect([reason, waits]).toStrictEqual(["sts-unavailable", [1_000, 2_000, 4_000]]);
    expect(message).toContain("STS did not answer (sts.eu-north-1.nowhere.invalid)");
    expect(fix).toContain("HTTPS_PROXY and NO_PROXY");
    expect(fix).not.toContain("trust policy");
  });

  test("names an endpoint that is not an address before it sends a request", async () => {
    const { job } = await stage({ AWS_ENDPOINT_URL_STS: "sts.internal" });
    const { reason, message } = await failureOf(open(job, { roleArn: PLAN_ROLE }));
    expect([reason, waits]).toStrictEqual(["invalid-input", []]);
    expect(message).toContain('AWS_ENDPOINT_URL_STS of the job is "sts.internal"');
  });

  test("is not requested again after a refusal, which shows the claims (H-E 65)", async () => {
    const { job } = await stage();
    const roleArn = PLAN_ROLE.replace("plan", "deploy");
    const { reason, fix } = await failureOf(open(job, { roleArn }));
    expect([reason, waits]).toStrictEqual(["assume-role-failed", []]);
    expect(fix).toContain("sub=repo:example-org/fleet:pull_request");
  });
});

test("requests go through the proxy of the runner, unless NO_PROXY names the host", async () => {
  const { createServer } = await import("node:http");
  const { connect } = await import("node:net");
  const seen: string[] = [];
  const proxy = createServer();
  proxy.on("connect", (request, socket) => {
    seen.push(request.url ?? "");
    const target = connect(Number(new URL(cloud.aws.url).port), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      target.pipe(socket).pipe(target);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as { port: number };
  const { job } = await stage({
    ...keys("behind-a-proxy"),
    AWS_ENDPOINT_URL_STS: "http://sts.behind.invalid",
    HTTP_PROXY: `http://127.0.0.1:${port}`,
  });
  const { arn } = await open(job);
  process.env["NO_PROXY"] = "behind.invalid";
  const { reason } = await failureOf(open(job));
  proxy.closeAllConnections();
  proxy.close();
  expect([arn, seen, reason]).toStrictEqual([
    expect.stringMatching(/behind-a-proxy$/),
    ["sts.behind.invalid:80"],
    "sts-unavailable",
  ]);
});
