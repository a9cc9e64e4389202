import { text } from "node:stream/consumers";
import { describe, expect, test } from "@jest/globals";
import { bucketEncryption } from "../../../../../actions/setup-terraform-backend/src/bucket/encryption.ts";
import {
  ownedBucket,
  settingsOf,
} from "../../../../../actions/setup-terraform-backend/src/bucket/settings.ts";
import { useServers } from "../../../../support/servers.ts";
import { BUCKET, s3At } from "./s3.ts";

const KEY = "live/terraform.tfstate";
const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

interface Written {
  body: string;
  headers: Record<string, unknown>;
}

const serve = useServers();

/** Starts a bucket with one setting that somebody has set, and records what is written to it. */
async function open(xml: string | undefined, headers: Record<string, string> = {}) {
  const written: Written[] = [];
  const endpoint = await serve((request, response) => {
    void text(request).then((body) => {
      if (request.method === "PUT") written.push({ body, headers: request.headers });
      const isMissing = request.method === "GET" && xml === undefined;
      response.writeHead(isMissing ? 404 : 200, headers).end(request.method === "GET" ? xml : "");
    });
  });
  return { s3: s3At(endpoint), written };
}

/** Returns what one setting finds, and what its repair writes. */
async function readSetting(
  name: string,
  xml: string | undefined,
  headers?: Record<string, string>,
  kmsKeyId?: string,
) {
  const { s3, written } = await open(xml, headers);
  const setting = settingsOf(s3, BUCKET, { kmsKeyId, stateKey: KEY }).find(
    (one) => one.name === name,
  );
  const { found, cause, repair } = (await setting?.read()) ?? { found: "no such setting" };
  await repair?.();
  return { found, cause, written: written[0] };
}

const rule = (
  id: string,
  inner: string,
  filter = "<Filter><Prefix></Prefix></Filter>",
  status = "Enabled",
) => `<Rule><ID>${id}</ID>${filter}<Status>${status}</Status>${inner}</Rule>`;
const lifecycle = (...rules: string[]) =>
  `<LifecycleConfiguration ${NAMESPACE}>${rules.join("")}</LifecycleConfiguration>`;
const oldVersions = (days: number, kept = "") =>
  `<NoncurrentVersionExpiration><NoncurrentDays>${days}</NoncurrentDays>${kept}</NoncurrentVersionExpiration>`;
const LOGS =
  "<Filter><And><Prefix>logs/</Prefix><Tag><Key>a</Key><Value>b</Value></Tag></And></Filter>";

describe("other lifecycle rules, when the action adds its own", () => {
  test("are written back as S3 sent them, with unknown elements and the minimum object size", async () => {
    const theirs = rule(
      "archive",
      "<Transition><Days>7</Days><StorageClass>GLACIER_IR</StorageClass><After>x</After></Transition><Future/>",
      LOGS,
    );
    const { written } = await readSetting("old versions", lifecycle(theirs), {
      "x-amz-transition-default-minimum-object-size": "varies_by_storage_class",
    });
    expect(written?.headers["x-amz-transition-default-minimum-object-size"]).toBe(
      "varies_by_storage_class",
    );
    expect(written?.headers["x-amz-expected-bucket-owner"]).toBe("444455556666");
    expect(written?.body).toContain(theirs);
    expect(written?.body.replace(theirs, "")).toMatch(
      /^<LifecycleConfiguration xmlns="[^"]+"><Rule><ID>eks-pipeline-noncurrent-versions<\/ID>.*<\/Rule><\/LifecycleConfiguration>$/,
    );
  });

  test("stay next to an outdated rule of the action, which is replaced in its place", async () => {
    const [first, last] = [rule("a", "<X/>", LOGS), rule("z", "<Y/>", LOGS)];
    const ours = rule("eks-pipeline-noncurrent-versions", oldVersions(1));
    const { written } = await readSetting("old versions", lifecycle(first, ours, last));
    expect(written?.body).toMatch(
      /<ID>a<\/ID>.*<ID>eks-pipeline.*<NoncurrentDays>90<.*<ID>z<\/ID>/,
    );
    expect(written?.body.match(/<ID>/g)).toHaveLength(3);
  });

  test("do not have to exist", async () => {
    const { found, written } = await readSetting("old versions", undefined);
    expect(found).toBe("kept for ever");
    expect(written?.body).toMatch(/^<LifecycleConfiguration .*<NewerNoncurrentVersions>20</);
  });
});

describe("other rules that decide about old versions", () => {
  test.each([
    [
      "that expire them later",
      rule("keep", oldVersions(120)),
      /^rule "keep" expires them after 120 days$/,
      false,
    ],
    [
      "that keep as many",
      rule("keep", oldVersions(5, "<NewerNoncurrentVersions>30</NewerNoncurrentVersions>")),
      /the newest 30 kept$/,
      false,
    ],
    [
      "that expire them early",
      rule("tidy", oldVersions(3)),
      /^rule "tidy" expires them after 3 days$/,
      true,
    ],
  ])("%s are not changed", async (_, xml, expected, differs) => {
    const { found, cause, written } = await readSetting("old versions", lifecycle(xml));
    expect(found).toMatch(expected);
    expect([cause !== undefined, written]).toStrictEqual([differs, undefined]);
  });

  test.each([
    ["for another prefix", rule("x", oldVersions(120), "<Filter><Prefix>logs/</Prefix></Filter>")],
    ["that is off", rule("x", oldVersions(120), undefined, "Disabled")],
    ["about current objects", rule("x", "<Expiration><Days>30</Days></Expiration>")],
  ])("do not include a rule %s", async (_, xml) => {
    expect((await readSetting("old versions", lifecycle(xml))).written?.body).toContain(
      "eks-pipeline-noncurrent",
    );
  });
});

describe("rules that touch the state itself", () => {
  test.each([
    [
      "deletion after a number of days",
      rule("tidy", "<Expiration><Days>30</Days></Expiration>"),
      'rule "tidy" deletes them after 30 days',
    ],
    [
      "deletion at a date",
      rule("end", "<Expiration><Date>2027-01-01T00:00:00Z</Date></Expiration>"),
      'rule "end" deletes them on 2027-01-01T00:00:00.000Z',
    ],
    [
      "a prefix of the key in the old form",
      rule("old", "<Expiration><Days>1</Days></Expiration>", "<Prefix>live/</Prefix>"),
      'rule "old" deletes them after 1 days',
    ],
    [
      "a move to an archive",
      rule(
        "cold",
        "<Transition><Days>9</Days><StorageClass>DEEP_ARCHIVE</StorageClass></Transition>",
      ),
      'rule "cold" moves them to DEEP_ARCHIVE, where they cannot be read',
    ],
  ])("with %s are reported, and stay", async (_, xml, expected) => {
    const { found, cause, written } = await readSetting("state objects", lifecycle(xml));
    expect([found, written]).toStrictEqual([expected, undefined]);
    expect(cause).toMatch(/so that it does not match live\/terraform\.tfstate$/);
  });

  test.each([
    [
      "for other objects",
      rule(
        "x",
        "<Expiration><Days>1</Days></Expiration>",
        "<Filter><Prefix>logs/</Prefix></Filter>",
      ),
    ],
    [
      "for tagged objects",
      rule(
        "x",
        "<Expiration><Days>1</Days></Expiration>",
        "<Filter><Tag><Key>a</Key><Value>b</Value></Tag></Filter>",
      ),
    ],
    ["that is off", rule("x", "<Expiration><Days>1</Days></Expiration>", undefined, "Disabled")],
    [
      "for deletion marks",
      rule(
        "x",
        "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>",
      ),
    ],
    [
      "that moves to a readable class",
      rule("x", "<Transition><Days>1</Days><StorageClass>STANDARD_IA</StorageClass></Transition>"),
    ],
  ])("do not include a rule %s", async (_, xml) => {
    const { found, cause } = await readSetting("state objects", lifecycle(xml));
    expect([found, cause]).toStrictEqual(["no rule deletes or archives them", undefined]);
  });
});

describe("encryption", () => {
  const encryption = (algorithm: string, key = "", more = "") =>
    `<ServerSideEncryptionConfiguration ${NAMESPACE}><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>${algorithm}</SSEAlgorithm>${key === "" ? "" : `<KMSMasterKeyID>${key}</KMSMasterKeyID>`}</ApplyServerSideEncryptionByDefault>${more}</Rule></ServerSideEncryptionConfiguration>`;
  const WITH_KEY = "<BucketKeyEnabled>true</BucketKeyEnabled>";

  test("replaces a KMS key that is not the wanted key, and keeps the rest of the rule", async () => {
    const blocked =
      "<BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType></BlockedEncryptionTypes>";
    const { found, written } = await readSetting(
      "encryption",
      encryption("aws:kms", "key/1", blocked),
      {},
      "key/2",
    );
    expect(found).toBe("aws:kms with key/1, without bucket key");
    expect(written?.body).toBe(encryption("aws:kms", "key/2", blocked + WITH_KEY));
  });

  test("replaces a KMS key that is not the wanted key, also with bucket key", async () => {
    const xml = encryption("aws:kms", "key/1", WITH_KEY);
    const { written } = await readSetting("encryption", xml, {}, "key/2");
    expect(written?.body).toBe(encryption("aws:kms", "key/2", WITH_KEY));
  });

  test.each([
    ["the wanted key, with bucket key", encryption("aws:kms", "key/2", WITH_KEY), "key/2"],
    ["a KMS key if no key is wanted", encryption("aws:kms", "key/1"), undefined],
  ])("keeps %s", async (_, xml, kmsKeyId) => {
    expect((await readSetting("encryption", xml, {}, kmsKeyId)).written).toBeUndefined();
  });

  test.each([
    [
      "a KMS key",
      encryption(
        "aws:kms",
        "arn:aws:kms:eu-west-1:777788889999:key/4d8e1b52-7c3a-4f6e-9b1d-2a5c8e7f9031",
      ),
      { kmsKeyId: "arn:aws:kms:eu-west-1:777788889999:key/4d8e1b52-7c3a-4f6e-9b1d-2a5c8e7f9031" },
    ],
    ["a key in a form that terraform refuses", encryption("aws:kms", "key/1"), undefined],
    ["AWS's own KMS key", encryption("aws:kms"), undefined],
    ["two layers of encryption", encryption("aws:kms:dsse", "key/1"), undefined],
    ["S3's own key", encryption("AES256"), { kmsKeyId: undefined }],
    ["no known encryption", undefined, undefined],
  ])("is read from a bucket with %s", async (_, xml, expected) => {
    const { s3 } = await open(xml);
    expect(await bucketEncryption(s3, ownedBucket(BUCKET))).toStrictEqual(expected);
  });
});

test.each(["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"])(
  "blocks public access that only %s leaves open",
  async (left) => {
    const names = [
      "BlockPublicAcls",
      "IgnorePublicAcls",
      "BlockPublicPolicy",
      "RestrictPublicBuckets",
    ];
    const xml = names.map((name) => `<${name}>${String(name !== left)}</${name}>`).join("");
    const { found, written } = await readSetting(
      "public access",
      `<PublicAccessBlockConfiguration>${xml}</PublicAccessBlockConfiguration>`,
    );
    expect(found).toBe("3 of 4 blocked");
    for (const name of names) expect(written?.body).toContain(`<${name}>true</${name}>`);
  },
);
