import {
  BatchDeleteImageCommand,
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  ListImagesCommand,
  ListTagsForResourceCommand,
  PutImageCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
  type ImageTagMutability,
} from "@aws-sdk/client-ecr";
import { DescribeClusterCommand, EKSClient, ListClustersCommand } from "@aws-sdk/client-eks";
import { afterAll, beforeAll, describe, expect, it, test } from "@jest/globals";
import { pushImage, sha256, type Pushed } from "../registry/push.ts";
import { clientOptions, refusal, startCloud, type Cloud } from "./world.ts";

let cloud: Cloud;
let ecr: ECRClient;
let login: string;
beforeAll(async () => {
  cloud = await startCloud();
  ecr = new ECRClient(clientOptions(cloud.aws));
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
  login = `Basic ${authorizationData?.[0]?.authorizationToken ?? ""}`;
});
afterAll(() => cloud.close());

const push = (repository: string, tag: string, text: string): Promise<Pushed> =>
  pushImage({ url: cloud.registry.url, authorization: login, repository, tag, text });

function create(repositoryName: string, imageTagMutability: ImageTagMutability = "MUTABLE") {
  return ecr.send(new CreateRepositoryCommand({ repositoryName, imageTagMutability }));
}

describe("repositories", () => {
  it("is created with its canonical name", async () => {
    const { repository } = await ecr.send(
      new CreateRepositoryCommand({
        ...{ repositoryName: "fleet-dev/api", imageTagMutability: "IMMUTABLE_WITH_EXCLUSION" },
        imageTagMutabilityExclusionFilters: [{ filterType: "WILDCARD", filter: "latest*" }],
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfiguration: { encryptionType: "KMS", kmsKey: "arn:key" },
        tags: [{ Key: "team", Value: "fleet" }],
      }),
    );
    expect(repository).toMatchObject({
      registryId: "111122223333",
      repositoryUri: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/fleet-dev/api",
      repositoryArn: "arn:aws:ecr:eu-west-1:111122223333:repository/fleet-dev/api",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: { encryptionType: "KMS", kmsKey: "arn:key" },
      imageTagMutabilityExclusionFilters: [{ filterType: "WILDCARD", filter: "latest*" }],
    });
    const resourceArn = repository?.repositoryArn;
    const { tags } = await ecr.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toStrictEqual([{ Key: "team", Value: "fleet" }]);
  });

  test.each([
    ["I-E 14: twice", () => create("fleet-dev/api"), /^RepositoryAlreadyExistsException/],
    ["I-E 17: upper case", () => create("Fleet"), /^InvalidParameterException/],
    ["I-E 17: a leading slash", () => create("/fleet"), /^InvalidParameterException/],
    [
      "I-E 13: missing",
      () => ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ["none"] })),
      /^RepositoryNotFoundException: The repository with name 'none' does not exist in the registry with id '111122223333'/,
    ],
  ])("%s is refused", async (_, call, words) => {
    expect(await refusal(call())).toMatch(words);
  });

  it("keeps policies", async () => {
    const at = { repositoryName: "fleet-dev/api" };
    expect(await refusal(ecr.send(new GetLifecyclePolicyCommand(at)))).toMatch(
      /^LifecyclePolicyNotFound/,
    );
    expect(await refusal(ecr.send(new GetRepositoryPolicyCommand(at)))).toMatch(
      /^RepositoryPolicyNotFound/,
    );
    const policyText = '{"Version":"2012-10-17","Statement":[]}';
    await ecr.send(new PutLifecyclePolicyCommand({ ...at, lifecyclePolicyText: '{"rules":[]}' }));
    await ecr.send(new SetRepositoryPolicyCommand({ ...at, policyText }));
    const lifecycle = await ecr.send(new GetLifecyclePolicyCommand(at));
    expect(lifecycle.lifecyclePolicyText).toBe('{"rules":[]}');
    expect((await ecr.send(new GetRepositoryPolicyCommand(at))).policyText).toBe(policyText);
  });
});

describe("login", () => {
  it("gives a password for twelve hours, at the address the bytes go to", async () => {
    const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
    const [data] = authorizationData ?? [];
    const hours = ((data?.expiresAt?.getTime() ?? 0) - Date.now()) / 3600_000;
    expect(Math.round(hours)).toBe(12);
    expect(data?.proxyEndpoint).toBe(cloud.registry.url);
    const [user, password] = Buffer.from(data?.authorizationToken ?? "", "base64")
      .toString()
      .split(":");
    expect(user).toBe("AWS");
    expect(password!.length).toBeGreaterThan(1000);
  });

  test.each([
    ["nothing", {}, 401],
    ["a wrong password", { authorization: `Basic ${btoa("AWS:wrong")}` }, 401],
    ["another user", { authorization: `Basic ${btoa("root:wrong")}` }, 401],
  ])("%s does not open the registry", async (_, headers, status) => {
    const response = await fetch(`${cloud.registry.url}/v2/`, { headers });
    expect(response.status).toBe(status);
    expect(response.headers.get("www-authenticate")).toMatch(/^Basic realm=/);
  });
});

describe("images", () => {
  const repositoryName = "fleet-dev/frontend";
  let image: Pushed;
  beforeAll(async () => {
    await create(repositoryName, "IMMUTABLE");
    image = await push(repositoryName, "v1", "one");
  });

  it("must not be lost: true digests: images have the digest of their bytes", async () => {
    const { imageDetails } = await ecr.send(new DescribeImagesCommand({ repositoryName }));
    expect(image.digest).toBe(sha256(image.manifest));
    expect(imageDetails).toMatchObject([{ imageDigest: image.digest, imageTags: ["v1"] }]);
    const { images } = await ecr.send(
      new BatchGetImageCommand({ repositoryName, imageIds: [{ imageTag: "v1" }] }),
    );
    expect(images?.[0]?.imageManifest).toBe(image.manifest);
    const listed = await ecr.send(new ListImagesCommand({ repositoryName }));
    expect(listed.imageIds).toStrictEqual([{ imageDigest: image.digest, imageTag: "v1" }]);
  });

  it("I-E 23: what is not there is told in failures", async () => {
    const other = `sha256:${"0".repeat(64)}`;
    const imageIds = [{ imageTag: "v9" }, { imageTag: "v1", imageDigest: other }];
    const { images, failures } = await ecr.send(
      new BatchGetImageCommand({ repositoryName, imageIds }),
    );
    expect(images).toStrictEqual([]);
    expect(failures?.map(({ failureCode }) => failureCode)).toStrictEqual([
      "ImageNotFound",
      "ImageTagDoesNotMatchDigest",
    ]);
    const describe = ecr.send(
      new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag: "v9" }] }),
    );
    expect(await refusal(describe)).toMatch(/^ImageNotFoundException/);
  });

  it("must not be lost: immutable tags: stay, by push and by API (I-E 19, I-E 76)", async () => {
    await expect(push(repositoryName, "v1", "two")).rejects.toThrow(
      /400.*TAG_INVALID.*The image tag 'v1' already exists in the 'fleet-dev\/frontend' repository and cannot be overwritten because the tag is immutable/,
    );
    const two = await push(repositoryName, "v2", "two");
    const putImage = (imageTag: string, imageManifest: string) =>
      ecr.send(
        new PutImageCommand({
          repositoryName,
          imageTag,
          imageManifest,
          imageManifestMediaType: two.mediaType,
        }),
      );
    expect(await refusal(putImage("v1", two.manifest))).toMatch(/^ImageTagAlreadyExistsException/);
    expect(await refusal(putImage("v2", two.manifest))).toMatch(/^ImageAlreadyExistsException/);
    await putImage("promoted", two.manifest);
    const { imageDetails } = await ecr.send(
      new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag: "promoted" }] }),
    );
    expect(imageDetails?.[0]?.imageTags).toStrictEqual(["v2", "promoted"]);
  });

  test.each([
    [
      "I-E 21: with another digest",
      { imageDigest: `sha256:${"0".repeat(64)}` },
      /^ImageDigestDoesNotMatch/,
    ],
    [
      "I-E 22: without its layers",
      { repositoryName: "fleet-dev/empty" },
      /^LayersNotFoundException/,
    ],
    ["no manifest", { imageManifest: "{}" }, /^InvalidParameterException/],
  ])("PutImage %s is refused", async (_, change, words) => {
    if (cloud.aws.ecr.find("fleet-dev/empty") === undefined) await create("fleet-dev/empty");
    const given = { repositoryName, imageTag: "x", imageManifest: image.manifest, ...change };
    expect(await refusal(ecr.send(new PutImageCommand(given)))).toMatch(words);
  });

  test.each([
    ["IMMUTABLE_WITH_EXCLUSION", "latest", true],
    ["IMMUTABLE_WITH_EXCLUSION", "v1", false],
    ["MUTABLE_WITH_EXCLUSION", "latest", false],
    ["MUTABLE_WITH_EXCLUSION", "v1", true],
    ["MUTABLE", "v1", true],
  ] as const)("I-E 18: %s moves %s: %s", async (imageTagMutability, tag, moves) => {
    const name = `rules/${imageTagMutability.toLowerCase().replaceAll("_", "-")}-${tag}`;
    await create(name);
    const excluded = imageTagMutability.endsWith("EXCLUSION");
    await ecr.send(
      new PutImageTagMutabilityCommand({
        ...{ repositoryName: name, imageTagMutability },
        ...(excluded && {
          imageTagMutabilityExclusionFilters: [
            { filterType: "WILDCARD" as const, filter: "late*" },
          ],
        }),
      }),
    );
    await push(name, tag, "one");
    const second = push(name, tag, "two").then(
      () => true,
      () => false,
    );
    expect(await second).toBe(moves);
  });

  it("are deleted by tag, then by digest, then with the repository", async () => {
    await create("gone");
    const { digest } = await push("gone", "a", "x");
    await push("gone", "b", "x");
    const remove = (id: object) =>
      ecr.send(new BatchDeleteImageCommand({ repositoryName: "gone", imageIds: [id] }));
    await remove({ imageTag: "a" });
    expect(cloud.registry.images.tags("gone")).toStrictEqual({ b: digest });
    const repository = { repositoryName: "gone" };
    expect(await refusal(ecr.send(new DeleteRepositoryCommand(repository)))).toMatch(
      /^RepositoryNotEmpty/,
    );
    const { failures } = await remove({ imageTag: "zzz" });
    expect(failures?.[0]?.failureCode).toBe("ImageNotFound");
    const { imageIds } = await remove({ imageDigest: digest });
    expect(imageIds).toStrictEqual([{ imageDigest: digest, imageTag: "b" }]);
    await push("gone", "c", "y");
    await remove({ imageTag: "c" });
    // Its last tag was its life: the repository is empty now.
    await ecr.send(new DeleteRepositoryCommand(repository));
    expect(cloud.aws.ecr.find("gone")).toBeUndefined();
  });

  it("I-E 13: a push to a repository that is not there names it", async () => {
    await expect(push("nowhere", "v1", "x")).rejects.toThrow(
      /404.*NAME_UNKNOWN.*The repository with name 'nowhere' does not exist in the registry with id '111122223333'/,
    );
  });
});

describe("EKS", () => {
  it("describes the clusters that were put there", async () => {
    const eks = new EKSClient(clientOptions(cloud.aws));
    const describeCluster = () => eks.send(new DescribeClusterCommand({ name: "fleet-dev" }));
    expect(await refusal(describeCluster())).toBe(
      "ResourceNotFoundException: No cluster found for name: fleet-dev.",
    );
    const settings = {
      name: "fleet-dev",
      endpoint: "https://127.0.0.1:1",
      certificateAuthority: "PEM",
    };
    cloud.aws.eks.putCluster({ ...settings, status: "CREATING" });
    const creating = await describeCluster();
    expect(creating.cluster?.status).toBe("CREATING");
    expect(creating.cluster?.endpoint).toBeUndefined();
    cloud.aws.eks.putCluster(settings);
    const { cluster } = await describeCluster();
    expect(cluster).toMatchObject({
      arn: "arn:aws:eks:eu-west-1:111122223333:cluster/fleet-dev",
      endpoint: "https://127.0.0.1:1",
      certificateAuthority: { data: btoa("PEM") },
      status: "ACTIVE",
    });
    expect((await eks.send(new ListClustersCommand({}))).clusters).toStrictEqual(["fleet-dev"]);
    cloud.aws.eks.deleteCluster("fleet-dev");
    expect(await refusal(describeCluster())).toMatch(/^ResourceNotFoundException/);
  });
});

test("a role without the permission is told what is missing", async () => {
  cloud.aws.roles.put({ name: "nobody", trustPolicy: { Statement: [] }, permissions: [] });
  const principal = {
    ...{ accountId: "111122223333", userId: "x:s", roleArn: cloud.aws.roles.arnOf("nobody") },
    arn: "arn:aws:sts::111122223333:assumed-role/nobody/s",
  };
  const { accessKeyId, secretAccessKey, sessionToken = "" } = cloud.aws.keys.issue(principal, 900);
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  const options = { ...clientOptions(cloud.aws), credentials };
  expect(await refusal(new ECRClient(options).send(new GetAuthorizationTokenCommand({})))).toMatch(
    /is not authorized to perform: ecr:GetAuthorizationToken on resource: \*/,
  );
  expect(await refusal(new EKSClient(options).send(new ListClustersCommand({})))).toMatch(
    /^AccessDeniedException: .*eks:ListClusters/,
  );
});
