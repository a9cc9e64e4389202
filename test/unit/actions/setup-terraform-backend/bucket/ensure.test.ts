import { describe, expect, test } from "@jest/globals";
import type { AwsSession } from "../../../../../actions/lib/aws/session.ts";
import { ensureBucket } from "../../../../../actions/setup-terraform-backend/src/bucket/ensure.ts";
import type { Finding } from "../../../../../actions/setup-terraform-backend/src/bucket/setting.ts";
import { useServers } from "../../../../support/servers.ts";
import { BUCKET, settingsFor } from "./s3.ts";

/** Status, body and content type for each `METHOD setting`. */
type Answers = Record<string, [number, string, string?]>;

const refusal = (code: string, message: string) =>
  `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
const denied = (action: string, why: string) =>
  refusal(
    "AccessDenied",
    `User: x is not authorized to perform: s3:${action} on resource: "arn:aws:s3:::all-states" ${why}`,
  );
const WANTED = { name: BUCKET.name, kmsKeyId: undefined, stateKey: "live/terraform.tfstate" };
const sessionAt = (endpoint: string): AwsSession =>
  ({ ...BUCKET, client: settingsFor(endpoint) }) as unknown as AwsSession;
const serve = useServers();
const MFA = "Lifecycle configuration is not supported on a bucket with MFA Delete enabled";

/** A bucket where ownership, old versions and TLS differ. */
const HARDENED: Answers = {
  "GET versioning": [
    200,
    "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
  ],
  "GET encryption": [
    200,
    "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>",
  ],
  "GET publicAccessBlock": [
    200,
    "<C><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></C>",
  ],
  "GET ownershipControls": [
    200,
    "<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule></OwnershipControls>",
  ],
  "GET lifecycle": [404, refusal("NoSuchLifecycleConfiguration", "none")],
  "GET policy": [404, refusal("NoSuchBucketPolicy", "none")],
};

describe("a bucket that somebody else made", () => {
  async function ensure(answers: Answers, mode: "ensure" | "check" = "ensure") {
    const endpoint = await serve(({ method = "", url = "" }, response) => {
      const setting = /\?(\w+)/.exec(url)?.[1] ?? "";
      const [status, body, type = "application/xml"] = answers[`${method} ${setting}`] ?? [200, ""];
      const ofS3 = type.startsWith("text/html") ? {} : { "x-amz-bucket-region": "eu-west-1" };
      response.writeHead(status, { ...ofS3, "content-type": type }).end(body);
    });
    return ensureBucket(WANTED, mode, sessionAt(endpoint), new AbortController().signal);
  }
  const results = (findings: Finding[]) =>
    Object.fromEntries(findings.map(({ setting, result, cause }) => [setting, [result, cause]]));

  test("check changes nothing, and reports settings that differ", async () => {
    const { findings } = await ensure(
      // S3 would refuse any change.
      { ...HARDENED, "PUT ownershipControls": [500, ""], "PUT lifecycle": [500, ""] },
      "check",
    );
    expect(results(findings)).toMatchObject({
      versioning: ["kept", undefined],
      ownership: ["differs", undefined],
      "old versions": ["differs", undefined],
      "TLS only": ["differs", undefined],
    });
  });

  test("a setting that S3 cannot take differs with its cause, and the other settings are corrected", async () => {
    const acl = "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting";
    const { findings } = await ensure({
      ...HARDENED,
      "PUT ownershipControls": [400, refusal("InvalidBucketAclWithObjectOwnership", acl)],
      "PUT lifecycle": [400, refusal("InvalidRequest", MFA)],
    });
    expect(results(findings)).toStrictEqual({
      versioning: ["kept", undefined],
      encryption: ["kept", undefined],
      "public access": ["kept", undefined],
      ownership: ["differs", acl],
      "old versions": ["differs", MFA],
      "state objects": ["kept", undefined],
      "TLS only": ["changed", undefined],
    });
  });

  test.each<[string, number, string]>([
    ["MFA delete", 409, refusal("InvalidBucketState", MFA)],
    [
      "a request without MFA",
      403,
      refusal("AccessDenied", "Mfa Authentication must be used for this request"),
    ],
    [
      "a service control policy",
      403,
      denied("PutBucketPolicy", "with an explicit deny in a service control policy"),
    ],
    [
      "a missing allow in the organization's policies",
      403,
      denied(
        "PutBucketPolicy",
        "because no service control policy allows the s3:PutBucketPolicy action",
      ),
    ],
    [
      "the policy of the bucket",
      403,
      denied("PutBucketPolicy", "with an explicit deny in a resource-based policy"),
    ],
  ])("%s keeps the setting, and the run goes on", async (_, status, body) => {
    const { findings } = await ensure({ ...HARDENED, "PUT policy": [status, body] });
    expect(findings.at(-1)).toMatchObject({ result: "differs", cause: expect.any(String) });
  });

  test.each<[string, Answers, string, RegExp]>([
    [
      "a missing permission of the role",
      {
        "PUT policy": [
          403,
          denied("PutBucketPolicy", "because no identity-based policy allows the action"),
        ],
      },
      "bucket-setting-refused",
      /^S3 refused to change TLS only of the bucket/,
    ],
    [
      "another owner",
      { "PUT policy": [403, refusal("AccessDenied", "Access Denied")] },
      "bucket-setting-refused",
      /^S3 refused to change TLS only/,
    ],
    [
      "an expired session",
      { "PUT policy": [400, refusal("ExpiredToken", "The provided token has expired.")] },
      "credentials-expired",
      /^the AWS session ended .*The provided token has expired/,
    ],
    [
      "an error of S3",
      { "PUT policy": [500, refusal("InternalError", "try again")] },
      "bucket-unreachable",
      /^S3 did not serve the request to change TLS only of the bucket \S+: 500, try again/,
    ],
    [
      "a denied read",
      {
        "GET policy": [
          403,
          denied("GetBucketPolicy", "with an explicit deny in a resource-based policy"),
        ],
      },
      "bucket-setting-refused",
      /^S3 refused to read TLS only of the bucket: .*GetBucketPolicy/,
    ],
  ])("%s stops the run", async (_, answers, reason, message) => {
    await expect(ensure({ ...HARDENED, ...answers })).rejects.toMatchObject({
      reason,
      message: expect.stringMatching(message),
    });
  });

  test.each<[string, Answers]>([
    ["for the bucket", { "HEAD ": [200, "", "text/html"] }],
    ["for a setting", { "GET policy": [200, "<html>login</html>", "text/html; charset=utf-8"] }],
  ])("a web page %s is not an answer of S3, and not a refusal", async (_, answers) => {
    const error = ensure({ ...HARDENED, ...answers }, "check");
    await expect(error).rejects.toMatchObject({
      reason: "bucket-unreachable",
      message: expect.stringMatching(/the answer is a web page \(status 200\)/),
      fix: expect.stringContaining("network"),
    });
  });

  test.each<[string, Answers]>([
    ["a page", { "HEAD ": [403, ""], "GET list": [403, "<html>no</html>", "text/html"] }],
    ["JSON", { "HEAD ": [403, ""], "GET list": [403, '{"message":"Forbidden"}'] }],
    ["text", { "GET policy": [403, "Access denied by policy"] }],
    ["a login page", { "GET policy": [401, "<!DOCTYPE html><title>Login</title>"] }],
    ["a page after a change", { "PUT policy": [400, "<html>too large</html>"] }],
  ])("a refusal by a proxy says nothing about the bucket: %s", async (_, answers) => {
    await expect(ensure({ ...HARDENED, ...answers })).rejects.toMatchObject({
      reason: "bucket-unreachable",
      message: expect.stringMatching(
        /the answer is (?:a web page|a text that S3 does not write) \(status 40[013]\)/,
      ),
      fix: expect.stringContaining("network"),
    });
  });

  test("an empty answer does not come from a proxy", async () => {
    await expect(ensure({ ...HARDENED, "GET policy": [403, ""] })).rejects.toMatchObject({
      reason: "bucket-setting-refused",
    });
  });
});

describe("a cancel", () => {
  /** Cancels while S3 answers the request with this number. Returns the requests, and the result. */
  async function cancelAt(number: number): Promise<{ requests: string[]; end: unknown }> {
    const controller = new AbortController();
    const requests: string[] = [];
    const endpoint = await serve((request, response) => {
      request.resume();
      requests.push(request.method ?? "");
      if (requests.length === number) controller.abort(new Error("the job was cancelled"));
      // No setting is set yet, and the bucket does not exist before its creation.
      const isVersioning = request.method === "GET" && /[?&]versioning/.test(request.url ?? "");
      response.writeHead(request.method === "PUT" || isVersioning ? 200 : 404);
      response.end(isVersioning ? "<VersioningConfiguration/>" : "");
    });
    const end = await ensureBucket(WANTED, "ensure", sessionAt(endpoint), controller.signal).catch(
      (error: unknown) => error,
    );
    return { requests, end };
  }

  test.each([
    ["requested does not create it", 1, ["HEAD"]],
    ["created reads no setting", 2, ["HEAD", "PUT"]],
    ["read for a setting does not change the setting", 3, ["HEAD", "PUT", "GET"]],
    ["changed does not read the next setting", 4, ["HEAD", "PUT", "GET", "PUT"]],
  ])("a cancel while the bucket is %s", async (_, number, requests) => {
    const found = await cancelAt(number);
    expect(found.requests).toStrictEqual(requests);
    expect(found.end).toMatchObject({ message: "the job was cancelled" });
  });

  test("without a cancel, all settings are set", async () => {
    const { requests, end } = await cancelAt(Infinity);
    expect(requests.filter((method) => method === "PUT")).toHaveLength(7);
    expect(end).toMatchObject({ exists: true, created: true });
  });
});
