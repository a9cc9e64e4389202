import { DescribeRepositoriesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { DescribeClusterCommand, EKSClient } from "@aws-sdk/client-eks";
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it, test } from "@jest/globals";
import type { Statement } from "../../../../rehearsal/aws/index.ts";
import { ACCOUNT, clientOptions, refusal, REGION, startCloud, type Cloud } from "./world.ts";

const Bucket = "state";
const CALLER = `User: arn:aws:sts::${ACCOUNT}:assumed-role/reader/s is not authorized to perform:`;
const ECR = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository`;
const EKS = `arn:aws:eks:${REGION}:${ACCOUNT}:cluster`;

let cloud: Cloud;
let admin: S3Client;
beforeAll(async () => {
  cloud = await startCloud();
  admin = new S3Client(clientOptions(cloud.aws));
  cloud.aws.s3.create(Bucket, ACCOUNT, REGION);
  cloud.aws.ecr.createRepository({ name: "fleet" });
  cloud.aws.eks.putCluster({ name: "fleet", endpoint: "https://x", certificateAuthority: "pem" });
  await admin.send(new PutObjectCommand({ Bucket, Key: "state", Body: "1" }));
});
afterAll(() => cloud.close());

/** Returns SDK options with the key of a session whose role has these statements. */
function sessionWith(...statements: Statement[]) {
  const trustPolicy = { Statement: [] };
  cloud.aws.roles.put({
    name: "reader",
    trustPolicy,
    permissions: statements.map((Statement) => ({ Statement })),
  });
  const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/reader/s`;
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/reader`;
  const key = cloud.aws.keys.issue({ accountId: ACCOUNT, arn, userId: "x:s", roleArn }, 900);
  const { accessKeyId, secretAccessKey, sessionToken = "" } = key;
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  return { ...clientOptions(cloud.aws), credentials };
}

describe("a role's identity policies limit its sessions", () => {
  const allow = (Action: string, Resource = "*"): Statement => ({
    Effect: "Allow",
    Action,
    Resource,
  });

  it("a call succeeds if a statement allows it", async () => {
    const s3 = new S3Client(sessionWith(allow("s3:Get*", `arn:aws:s3:::${Bucket}/*`)));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: "state" }));
    expect(await Body?.transformToString()).toBe("1");
  });

  test.each<[string, (options: ReturnType<typeof sessionWith>) => Promise<unknown>, string]>([
    [
      "s3:PutObject",
      (options) =>
        new S3Client(options).send(new PutObjectCommand({ Bucket, Key: "state", Body: "2" })),
      `AccessDenied: ${CALLER} s3:PutObject on resource: "arn:aws:s3:::${Bucket}/state"`,
    ],
    [
      "s3:ListBucket",
      (options) => new S3Client(options).send(new ListObjectsV2Command({ Bucket })),
      `AccessDenied: ${CALLER} s3:ListBucket on resource: "arn:aws:s3:::${Bucket}"`,
    ],
    [
      "ecr:DescribeRepositories",
      (options) => new ECRClient(options).send(new DescribeRepositoriesCommand({})),
      `AccessDeniedException: ${CALLER} ecr:DescribeRepositories on resource: *`,
    ],
    [
      "eks:DescribeCluster",
      (options) => new EKSClient(options).send(new DescribeClusterCommand({ name: "fleet" })),
      `AccessDeniedException: ${CALLER} eks:DescribeCluster on resource: ${EKS}/fleet`,
    ],
  ])(
    "%s is refused if no statement allows it, and the error names the action",
    async (action, call, words) => {
      const options = sessionWith(allow("sts:*"), allow(action, `${ECR}/other`));
      const reason = `because no identity-based policy allows the ${action} action`;
      expect(await refusal(call(options))).toBe(`${words} ${reason}`);
    },
  );

  it("an explicit deny wins, and the error says so", async () => {
    const deny: Statement = { Effect: "Deny", Action: "s3:GetObject", Resource: "*" };
    const s3 = new S3Client(sessionWith(allow("*"), deny));
    expect(await refusal(s3.send(new GetObjectCommand({ Bucket, Key: "state" })))).toBe(
      `AccessDenied: ${CALLER} s3:GetObject on resource: "arn:aws:s3:::${Bucket}/state" with an explicit deny in an identity-based policy`,
    );
  });
});

describe("a bucket policy", () => {
  const deny = (more: object) => ({
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
    ...more,
  });
  const tls = deny({ Condition: { Bool: { "aws:SecureTransport": "false" } } });
  const setPolicy = (Statement: object[]) =>
    admin.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Statement }) }));
  const put = (Key: string) => admin.send(new PutObjectCommand({ Bucket, Key, Body: "2" }));

  it("that requires TLS refuses nothing, because loopback stands for S3's TLS endpoint", async () => {
    await setPolicy([tls]);
    await put("other");
  });

  it("with another deny refuses what it names", async () => {
    const resource = `arn:aws:s3:::${Bucket}/state`;
    await setPolicy([tls, deny({ Action: "s3:PutObject", Resource: resource })]);
    expect(await refusal(put("state"))).toMatch(
      /^AccessDenied: User: .* is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::state\/state" with an explicit deny in a resource-based policy$/,
    );
    await put("other");
  });
});

test("a role is not made if the rehearsal cannot evaluate its policy", () => {
  const statement = { Effect: "Allow", NotAction: "s3:*" } as unknown as Statement;
  expect(() => cloud.aws.roles.put({ name: "odd", trustPolicy: { Statement: statement } })).toThrow(
    "role odd: the rehearsal does not evaluate NotAction",
  );
});
