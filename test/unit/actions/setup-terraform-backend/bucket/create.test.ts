import type { IncomingMessage } from "node:http";
import type { S3Client } from "@aws-sdk/client-s3";
import { afterEach, describe, expect, test } from "@jest/globals";
import {
  bucketExists,
  createBucket,
  locationConstraint,
} from "../../../../../actions/setup-terraform-backend/src/bucket/create.ts";
import { ActionError } from "../../../../../actions/lib/runtime/errors.ts";
import { useServers } from "../../../../support/servers.ts";
import { BUCKET, s3At } from "./s3.ts";

test("only us-east-1 has no location constraint", () => {
  expect([locationConstraint("us-east-1"), locationConstraint("eu-west-1")]).toStrictEqual([
    undefined,
    "eu-west-1",
  ]);
});

describe("a bucket that S3 does not serve", () => {
  const serve = useServers();
  let region = "eu-west-1";
  afterEach(() => {
    region = "eu-west-1";
  });

  type Answer = (request: IncomingMessage) => [number, string];
  /** S3 answers a HEAD only with the status, and a listing also with the reason. */
  const refusal =
    (status: number, why: string): Answer =>
    ({ method }) => [status, method === "HEAD" ? "" : why];

  /** @param answer the answer of S3 to a request */
  async function check(answer: Answer): Promise<unknown> {
    const endpoint = await serve((request, response) => {
      const [status, body] = answer(request);
      response.writeHead(status, { "x-amz-bucket-region": region }).end(body);
    });
    return bucketExists(s3At(endpoint), BUCKET).catch((error: unknown) => error);
  }
  test("is in another region if S3 names that region", async () => {
    region = "us-west-2";
    expect(await check(() => [200, ""])).toMatchObject({
      message: expect.stringContaining("us-west-2"),
      reason: expect.stringMatching(/region/),
    });
  });

  test.each([
    ["BucketAlreadyOwnedByYou", false],
    ["BucketAlreadyExists", "bucket-owned-by-other"],
  ])("is not created if S3 answers %s", async (code, expected) => {
    const endpoint = await serve((_, response) =>
      response.writeHead(409).end(`<Error><Code>${code}</Code><Message>no</Message></Error>`),
    );
    const created = await createBucket(s3At(endpoint), BUCKET, new AbortController().signal).catch(
      (error: unknown) => (error as { reason?: string }).reason,
    );
    expect(created).toBe(expected);
  });

  const denied = (why: string) =>
    `<Error><Code>AccessDenied</Code><Message>User: x is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::all-states" ${why}</Message></Error>`;

  test("belongs to a central account if it is readable without an expected owner, so the fix names no other bucket name", async () => {
    const error = await check(({ headers }) =>
      headers["x-amz-expected-bucket-owner"] === undefined ? [200, ""] : [403, ""],
    );
    expect(error).toMatchObject({
      reason: "bucket-owned-by-other",
      message: expect.stringContaining("belongs to another account than 444455556666"),
      fix: expect.stringMatching(/backend-mode: off/),
    });
    expect((error as { fix: string }).fix).not.toContain("another bucket name");
  });

  test("has the message of a listing after an explicit deny, and a fix that says who can remove the deny", async () => {
    const error = await check(
      refusal(403, denied("with an explicit deny in a VPC endpoint policy")),
    );
    expect(error).toMatchObject({
      reason: "bucket-unreachable",
      message: expect.stringContaining("explicit deny in a VPC endpoint policy"),
      fix: expect.stringContaining("VPC endpoint"),
    });
  });

  test.each([
    [
      "a VPC endpoint",
      "because no VPC endpoint policy allows the s3:ListBucket action",
      /VPC endpoint of the runner/,
    ],
    [
      "an organization",
      "because no service control policy allows the s3:ListBucket action",
      /organization's administrators/,
    ],
    ["a bucket", "with an explicit deny in a resource-based policy", /the owner of the resource/],
  ])("has a fix that says who can change the policy of %s", async (_, why, fix) => {
    const error = await check(refusal(403, denied(why)));
    expect(error).toMatchObject({ reason: "bucket-unreachable", fix: expect.stringMatching(fix) });
  });

  test("is requested with the expected owner", async () => {
    const owners: unknown[] = [];
    await check(({ headers }) => {
      owners.push(headers["x-amz-expected-bucket-owner"]);
      return [200, ""];
    });
    expect(owners).toStrictEqual(["444455556666"]);
  });

  test.each([
    [
      "the role's own policy",
      "because no identity-based policy allows the s3:ListBucket action",
      /^add to the role's policy: .*"Action":"s3:ListBucket","Resource":"arn:aws:s3:::all-states"/,
    ],
    [
      "an identity policy that denies it",
      "with an explicit deny in an identity-based policy",
      /whoever manages the policies of the role/,
    ],
    [
      "a permissions boundary",
      "because no permissions boundary allows the s3:ListBucket action",
      /whoever set the permissions boundary/,
    ],
    [
      "a session policy",
      "because no session policy allows the s3:ListBucket action",
      /whoever made the session policy/,
    ],
    [
      "a resource control policy",
      "with an explicit deny in a resource control policy: arn:aws:organizations::111122223333:policy/o-1/resource_control_policy/p-2",
      /organization's administrators/,
    ],
    ["a policy that AWS does not name", "with an explicit deny", /AWS does not say which/],
  ])(
    "is not blamed on another owner after a refusal by %s, which S3 names only to identities that may know the bucket",
    async (_, why, fix) => {
      const error = await check(refusal(403, denied(why)));
      expect(error).toMatchObject({
        reason: "bucket-unreachable",
        message: expect.stringContaining(
          "this role is denied access to the bucket all-states: User: x",
        ),
        fix: expect.stringMatching(fix),
      });
    },
  );

  test("has a fix for the permission or the name if an allow is missing or the bucket is somebody else's", async () => {
    const plain = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
    const error = await check(refusal(403, plain));
    expect(error).toMatchObject({
      reason: "bucket-owned-by-other",
      fix: expect.stringMatching(
        /^if the bucket already has the state, allow the role s3:ListBucket .*Choose another bucket name .* only for a new environment/,
      ),
    });
  });

  test.each([
    ["RequestTimeTooSkewed", "bucket-unreachable", /^set the clock/],
    ["InvalidAccessKeyId", "bucket-unreachable", /credentials of the job/],
    ["SignatureDoesNotMatch", "bucket-unreachable", /credentials of the job/],
    ["AccountProblem", "bucket-unreachable", /^correct what S3 names/],
    ["AllAccessDisabled", "bucket-unreachable", /^correct what S3 names/],
  ])(
    "is not blamed on another owner after a 403 that a listing calls %s",
    async (code, reason, fix) => {
      const error = await check(
        refusal(403, `<Error><Code>${code}</Code><Message>said S3</Message></Error>`),
      );
      expect(error).toMatchObject({
        reason,
        message: expect.stringContaining("said S3"),
        fix: expect.stringMatching(fix),
      });
    },
  );

  test("is in another region, also if only a listing names that region", async () => {
    region = "";
    const error = await check(
      refusal(
        400,
        "<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; the region 'eu-west-1' is wrong; expecting 'us-east-2'</Message><Region>us-east-2</Region></Error>",
      ),
    );
    expect(error).toMatchObject({
      reason: "bucket-wrong-region",
      fix: expect.stringContaining("us-east-2"),
    });
  });

  test("keeps an error of the credentials, which is not an answer of S3", async () => {
    const error = new ActionError({ reason: "assume-role-failed", message: "refused" });
    const s3 = { send: () => Promise.reject(error) } as unknown as S3Client;
    await expect(bucketExists(s3, BUCKET)).rejects.toBe(error);
  });

  test("has the reason of a listing after a bad request, without advice about the region", async () => {
    const error = await check(
      refusal(
        400,
        "<Error><Code>InvalidToken</Code><Message>The token is malformed</Message></Error>",
      ),
    );
    expect(error).toMatchObject({
      reason: "bucket-unreachable",
      message: expect.stringContaining("The token is malformed"),
    });
    expect((error as { fix: string }).fix).not.toContain("aws-region");
  });
});

describe("a new bucket", () => {
  test("with an old-style name is not created, and no request is sent", async () => {
    const s3 = {
      send: () => Promise.reject(new Error("nothing is to be sent")),
    } as unknown as S3Client;
    const bucket = { name: "Fleet_State", region: "us-east-1", accountId: "1", partition: "aws" };
    await expect(createBucket(s3, bucket, new AbortController().signal)).rejects.toMatchObject({
      reason: "bucket-not-created",
      message:
        "the bucket Fleet_State does not exist, and S3 does not allow this name for a new bucket",
    });
  });
});
