// ECR's rules in front of the registry, which moto does not have, and EKS, which moto does not serve without a cluster.
import { ECRClient, GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import { DescribeClusterCommand, EKSClient } from "@aws-sdk/client-eks";
import { afterAll, beforeAll, describe, expect, it, test } from "@jest/globals";
import { send, type RegistryClient } from "../../../rehearsal/registry/client.ts";
import { imageOf, pushImage } from "../../../rehearsal/registry/image.ts";
import { clientOptions, refusal, startCloud, type Cloud } from "./world.ts";

let cloud: Cloud;
let registry: RegistryClient;
beforeAll(async () => {
  cloud = await startCloud();
  const ecr = new ECRClient(clientOptions(cloud.aws));
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
  const authorization = `Basic ${authorizationData?.[0]?.authorizationToken ?? ""}`;
  registry = { url: cloud.registry.url, authorization };
});
afterAll(() => cloud.close());

/**
 * Pushes an image.
 * @returns status and error document of the manifest's PUT
 */
async function push(repository: string, tag: string, text: string): Promise<string> {
  const response = await pushImage(registry, repository, tag, imageOf(text));
  return `${response.status} ${await response.text()}`;
}

describe("a push", () => {
  it("must not be lost: immutable tags: a push to one is refused, with the same image too (I-E 19)", async () => {
    cloud.aws.ecr.createRepository({ name: "fixed", imageTagMutability: "IMMUTABLE" });
    await push("fixed", "v1", "one");
    for (const text of ["one", "two"])
      expect(await push("fixed", "v1", text)).toMatch(
        /^400.*TAG_INVALID.*The image tag 'v1' already exists in the 'fixed' repository and cannot be overwritten because the tag is immutable/,
      );
    expect(await push("fixed", "v2", "two")).toMatch(/^201/);
  });

  test.each([
    ["IMMUTABLE_WITH_EXCLUSION", "latest", true],
    ["IMMUTABLE_WITH_EXCLUSION", "v1", false],
    ["MUTABLE_WITH_EXCLUSION", "latest", false],
    ["MUTABLE_WITH_EXCLUSION", "v1", true],
    ["MUTABLE", "v1", true],
  ] as const)("I-E 18: in a repository %s moves the tag %s: %s", async (rule, tag, moves) => {
    const name = `rules/${rule.toLowerCase().replaceAll("_", "-")}-${tag}`;
    cloud.aws.ecr.createRepository({ name, imageTagMutability: rule, exclusions: ["late*"] });
    await push(name, tag, "one");
    expect((await push(name, tag, "two")).startsWith("201")).toBe(moves);
  });

  it("I-E 13: to a repository that does not exist is refused, and names the repository", async () => {
    const response = await send(registry, "POST", "/v2/nowhere/blobs/uploads/");
    expect(`${response.status} ${await response.text()}`).toMatch(
      /^404.*NAME_UNKNOWN.*The repository with name 'nowhere' does not exist in the registry with id '111122223333'/,
    );
  });
});

it("a repository with images is deleted only by force", async () => {
  cloud.aws.ecr.createRepository({ name: "full" });
  await push("full", "v1", "x");
  expect(() => cloud.aws.ecr.deleteRepository("full")).toThrow(/still contains images/);
  cloud.aws.ecr.deleteRepository("full", { force: true });
  expect(cloud.aws.ecr.find("full")).toBeUndefined();
});

it("EKS describes only the clusters that were put there", async () => {
  const eks = new EKSClient(clientOptions(cloud.aws));
  const describeCluster = () => eks.send(new DescribeClusterCommand({ name: "fleet-dev" }));
  expect(await refusal(describeCluster())).toBe(
    "ResourceNotFoundException: No cluster found for name: fleet-dev.",
  );
  const endpoint = "https://127.0.0.1:1";
  const settings = { name: "fleet-dev", endpoint, certificateAuthority: "PEM" };
  cloud.aws.eks.putCluster({ ...settings, status: "CREATING" });
  const creating = await describeCluster();
  expect(creating.cluster?.status).toBe("CREATING");
  expect(creating.cluster?.endpoint).toBeUndefined();
  cloud.aws.eks.putCluster(settings);
  expect((await describeCluster()).cluster).toMatchObject({
    arn: "arn:aws:eks:eu-west-1:111122223333:cluster/fleet-dev",
    endpoint,
    certificateAuthority: { data: btoa("PEM") },
    status: "ACTIVE",
  });
});
