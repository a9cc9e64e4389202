import { text } from "node:stream/consumers";
import { expect, test } from "@jest/globals";
import { chainedRole } from "../../../../../actions/lib/aws/chained-role.ts";
import { ProxyHandler } from "../../../../../actions/lib/aws/proxy.ts";
import { useServers } from "../../../../support/servers.ts";

const serve = useServers();

test("the role's secrets, the session token included, are masked, and the role is assumed again before it expires", async () => {
  const bodies: string[] = [];
  const endpoint = await serve((request, response) => {
    void text(request).then((body) => {
      bodies.push(body);
      response.end(
        `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>AKID</AccessKeyId><SecretAccessKey>secret-${bodies.length}</SecretAccessKey><SessionToken>token-${bodies.length}</SessionToken><Expiration>2030-01-01T01:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
      );
    });
  });
  const masks: string[] = [];
  let now = Date.parse("2030-01-01T00:00:00Z");
  const credentials = chainedRole(
    { arn: "arn:aws:iam::777788889999:role/state", sessionName: "gha-7-1", externalId: "e" },
    {
      region: "eu-west-1",
      requestHandler: new ProxyHandler(),
      endpoint,
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    },
    { environment: {}, mask: (secret) => void masks.push(secret) },
    { now: () => now, wait: () => Promise.resolve() },
  );
  expect(await credentials()).toMatchObject({
    secretAccessKey: "secret-1",
    sessionToken: "token-1",
  });
  expect(masks).toStrictEqual(["secret-1", "token-1"]);
  await credentials();
  expect(bodies).toHaveLength(1);
  expect(bodies[0]).toMatch(
    /RoleArn=arn%3Aaws%3Aiam%3A%3A777788889999%3Arole%2Fstate.*ExternalId=e/,
  );
  now += 55 * 60_000;
  expect(await credentials()).toMatchObject({ sessionToken: "token-2" });
  expect(masks).toStrictEqual(["secret-1", "token-1", "secret-2", "token-2"]);
});

test.each([
  [
    403,
    "AccessDenied",
    "User: a is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::777788889999:role/state",
    "assume-role-failed",
    /"Action":"sts:AssumeRole","Resource":"arn:aws:iam::777788889999:role\/state".*trust policy/,
  ],
  [
    403,
    "AccessDenied",
    "User: a is not authorized to perform: sts:AssumeRole on resource: b with an explicit deny in a service control policy",
    "assume-role-failed",
    /^a service control policy denies it/,
  ],
  [
    403,
    "ExpiredToken",
    "The security token included in the request is expired",
    "assume-role-failed",
    /last longer/,
  ],
  [
    400,
    "ValidationError",
    "1 validation error detected",
    "assume-role-failed",
    /^correct what STS names/,
  ],
  [
    403,
    "SignatureDoesNotMatch",
    "Signature not yet current: 20261128T100000Z is still later than 20261128T095500Z",
    "no-aws-credentials",
    /^set the clock of the runner/,
  ],
  [
    403,
    "InvalidClientTokenId",
    "The security token included in the request is invalid",
    "no-aws-credentials",
    /^check that the key exists and is active/,
  ],
  [
    403,
    "AccessDenied",
    "User: a is not authorized to perform: sts:TagSession on resource: arn:aws:iam::777788889999:role/state",
    "assume-role-failed",
    /^allow sts:TagSession in addition to sts:AssumeRole, in .* trust policy of arn:aws:iam::777788889999/,
  ],
  [503, "ServiceUnavailable", "busy", "sts-unavailable", /run the job again/],
] as const)(
  "reports a refusal as STS's, not as one of the service that is called next: %i %s",
  async (status, code, message, reason, fix) => {
    const assume = await at(
      status,
      `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
    );
    await expect(assume()).rejects.toMatchObject({ reason, fix: expect.stringMatching(fix) });
    await expect(assume()).rejects.toThrow(message);
  },
);

test.each(["<html>Please log in</html>", "<AssumeRoleResponse/>"])(
  "an answer without credentials does not count as an answer of STS: %s",
  async (page) => {
    await expect((await at(200, page))()).rejects.toMatchObject({ reason: "sts-unavailable" });
  },
);

/** Assumes a role at a server that gives this answer. */
async function at(status: number, body: string) {
  const endpoint = await serve((_, response) => response.writeHead(status).end(body));
  const requestHandler = new ProxyHandler();
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  return chainedRole(
    { arn: "arn:aws:iam::777788889999:role/state", sessionName: "gha-7-1" },
    { region: "eu-west-1", requestHandler, endpoint, credentials },
    { environment: {}, mask: () => undefined },
  );
}
