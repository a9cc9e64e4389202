import { text } from "node:stream/consumers";
import { expect, test } from "@jest/globals";
import { chainedRole } from "../../../../../actions/lib/aws/chained-role.ts";
import { ProxyHandler } from "../../../../../actions/lib/aws/proxy.ts";
import { useServers } from "../../../../support/servers.ts";

const serve = useServers();

test("its secrets are masked, the session token too, and it is assumed again before it ends", async () => {
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
    (secret) => void masks.push(secret),
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
