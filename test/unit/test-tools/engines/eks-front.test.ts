import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { startFront, type Front } from "../../../engines/moto/front.ts";
import type { Json, World } from "../../../engines/moto/eks/world.ts";

const ROLE = "arn:aws:iam::111122223333:role/fleet-deploy";
const TEMPLATE_TAGS = `<item><resourceType>launch-template</resourceType><tagSet><item><key>a</key></item></tagSet></item>`;
const INSTANCE_TAGS = `<item><resourceType>instance</resourceType><tagSet></tagSet></item>`;

/** Stands for moto: answers what EC2 and ECR are asked, and tells what it got otherwise. */
function startBehind(): Promise<Server> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      if (body.includes("DescribeSubnets")) response.end("<x><vpcId>vpc-7</vpcId></x>");
      else if (body.includes("DescribeLaunchTemplateVersions")) {
        response.end(`<DescribeLaunchTemplateVersionsResponse>${TEMPLATE_TAGS}${INSTANCE_TAGS}`);
      } else if (body.includes("DescribeLaunchTemplates")) {
        response.end("<launchTemplateName>general</launchTemplateName>");
      } else if (request.headers["x-amz-target"] !== undefined) {
        response.end('{"authorizationData":[{"proxyEndpoint":"https://aws"}]}');
      } else response.end(`moto got ${String(request.method)} ${String(request.url)} ${body}`);
    });
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const signed = (service: string): Record<string, string> => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIA/20261121/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=x`,
});

describe("EKS in front of moto", () => {
  const state = {} as { behind: Server; front: Front; world: World };
  const eks = async (method: string, path: string, body?: Json): Promise<[number, Json]> => {
    const response = await fetch(state.front.url + path, {
      method,
      headers: signed("eks"),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return [response.status, (await response.json()) as Json];
  };
  const createCluster = (change: Json = {}): Promise<[number, Json]> =>
    eks("POST", "/clusters", {
      name: "fleet-dev",
      version: "1.34",
      roleArn: "arn:aws:iam::111122223333:role/cluster",
      resourcesVpcConfig: { subnetIds: ["subnet-1"] },
      ...change,
    });
  const describeCluster = async (): Promise<Json> =>
    (await eks("GET", "/clusters/fleet-dev"))[1].cluster as Json;

  beforeAll(async () => {
    state.behind = await startBehind();
    state.world = {
      account: "111122223333",
      region: "eu-west-1",
      endpoint: "https://127.0.0.1:6443",
      certificateAuthority: "PEM",
      clusters: new Map(),
    };
    const { port } = state.behind.address() as AddressInfo;
    state.front = await startFront({
      moto: `http://127.0.0.1:${port}`,
      world: state.world,
      registryEndpoint: "http://127.0.0.1:5000",
    });
  });
  beforeEach(() => state.world.clusters.clear());
  afterAll(async () => {
    await state.front.close();
    await new Promise((resolve) => state.behind.close(resolve));
  });

  it("tells back what was asked for, with the VPC that EC2 knows", async () => {
    const [, created] = await createCluster({
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
      upgradePolicy: { supportType: "STANDARD" },
      logging: { clusterLogging: [{ types: ["api"], enabled: true }] },
    });
    expect((created.cluster as Json).status).toBe("CREATING");
    expect(await describeCluster()).toMatchObject({
      status: "ACTIVE",
      accessConfig: { authenticationMode: "API" },
      upgradePolicy: { supportType: "STANDARD" },
      resourcesVpcConfig: { vpcId: "vpc-7", publicAccessCidrs: ["0.0.0.0/0"] },
      logging: {
        clusterLogging: [
          { types: ["api"], enabled: true },
          { types: ["audit", "authenticator", "controllerManager", "scheduler"], enabled: false },
        ],
      },
      endpoint: "https://127.0.0.1:6443",
      certificateAuthority: { data: Buffer.from("PEM").toString("base64") },
    });
  });

  it("refuses a second cluster of the name, and unknown names in the service's words", async () => {
    await createCluster();
    expect(await createCluster()).toStrictEqual([
      409,
      { message: "Cluster already exists with name: fleet-dev" },
    ]);
    expect(await eks("GET", "/clusters/other")).toStrictEqual([
      404,
      { message: "No cluster found for name: other." },
    ]);
  });

  it("keeps a node group, lets its role in and guards its cluster", async () => {
    await createCluster();
    await eks("POST", "/clusters/fleet-dev/node-groups", {
      nodegroupName: "general",
      nodeRole: "arn:aws:iam::111122223333:role/node",
      subnets: ["subnet-1"],
      launchTemplate: { id: "lt-1", version: "1" },
    });
    const [, answer] = await eks("GET", "/clusters/fleet-dev/node-groups/general");
    expect(answer.nodegroup).toMatchObject({
      version: "1.34",
      status: "ACTIVE",
      launchTemplate: { id: "lt-1", name: "general", version: "1" },
    });
    expect(answer.nodegroup).not.toHaveProperty("diskSize");
    const [, entries] = await eks("GET", "/clusters/fleet-dev/access-entries");
    expect(entries.accessEntries).toStrictEqual(["arn:aws:iam::111122223333:role/node"]);
    expect((await eks("DELETE", "/clusters/fleet-dev"))[0]).toBe(409);
    await eks("DELETE", "/clusters/fleet-dev/node-groups/general");
    expect((await eks("DELETE", "/clusters/fleet-dev"))[0]).toBe(200);
  });

  it("changes labels and taints one by one", async () => {
    await createCluster();
    const group = "/clusters/fleet-dev/node-groups/general";
    await eks("POST", "/clusters/fleet-dev/node-groups", {
      nodegroupName: "general",
      nodeRole: ROLE,
      labels: { a: "1", b: "2" },
      taints: [{ key: "k", value: "v", effect: "NO_SCHEDULE" }],
    });
    await eks("POST", `${group}/update-config`, {
      labels: { addOrUpdateLabels: { c: "3" }, removeLabels: ["a"] },
      taints: { removeTaints: [{ key: "k", effect: "NO_SCHEDULE" }] },
    });
    const [, answer] = await eks("GET", group);
    expect(answer.nodegroup).toMatchObject({ labels: { b: "2", c: "3" }, taints: [] });
  });

  it("owns the pod identities of an add-on and takes them away with it", async () => {
    await createCluster();
    const [, made] = await eks("POST", "/clusters/fleet-dev/addons", {
      addonName: "vpc-cni",
      podIdentityAssociations: [{ serviceAccount: "aws-node", roleArn: ROLE }],
    });
    const [association] = (made.addon as Json).podIdentityAssociations as string[];
    const id = association?.split("/").at(-1) ?? "";
    const [, identity] = await eks("GET", `/clusters/fleet-dev/pod-identity-associations/${id}`);
    expect(identity.association).toMatchObject({
      namespace: "kube-system",
      serviceAccount: "aws-node",
      ownerArn: (made.addon as Json).addonArn,
    });
    await eks("DELETE", "/clusters/fleet-dev/addons/vpc-cni");
    const [, left] = await eks("GET", "/clusters/fleet-dev/pod-identity-associations");
    expect(left).toStrictEqual({ associations: [] });
  });

  it("takes an ARN in the path for one part, and knows the policies of an entry", async () => {
    await createCluster();
    const entry = `/clusters/fleet-dev/access-entries/${encodeURIComponent(ROLE)}`;
    const policyArn = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminViewPolicy";
    await eks("POST", "/clusters/fleet-dev/access-entries", { principalArn: ROLE });
    await eks("POST", `${entry}/access-policies`, { policyArn, accessScope: { type: "cluster" } });
    const [, answer] = await eks("GET", entry);
    expect(answer.accessEntry).toMatchObject({
      username: "arn:aws:sts::111122223333:assumed-role/fleet-deploy/{{SessionName}}",
    });
    const [, policies] = await eks("GET", `${entry}/access-policies`);
    expect(policies.associatedAccessPolicies).toMatchObject([{ policyArn }]);
    await eks("DELETE", `${entry}/access-policies/${encodeURIComponent(policyArn)}`);
    expect(
      (await eks("GET", `${entry}/access-policies`))[1].associatedAccessPolicies,
    ).toStrictEqual([]);
    const wrong = await eks("POST", `${entry}/access-policies`, { policyArn: "admin" });
    expect(wrong[0]).toBe(400);
  });

  it("tags whatever has an ARN", async () => {
    const [, created] = await createCluster({ tags: { a: "1", b: "2" } });
    const arn = encodeURIComponent(String((created.cluster as Json).arn));
    await eks("POST", `/tags/${arn}`, { tags: { c: "3" } });
    await eks("DELETE", `/tags/${arn}?tagKeys=a&tagKeys=b`);
    expect(await eks("GET", `/tags/${arn}`)).toStrictEqual([200, { tags: { c: "3" } }]);
  });

  it("says what it does not implement instead of asking moto", async () => {
    const [status, body] = await eks("GET", "/eks-anywhere-subscriptions");
    expect([status, body.message]).toStrictEqual([
      501,
      "GET /eks-anywhere-subscriptions is not implemented in front of moto",
    ]);
  });

  it("hands a bucket called clusters to moto", async () => {
    const response = await fetch(`${state.front.url}/clusters/key`, {
      method: "PUT",
      headers: signed("s3"),
      body: "bytes",
    });
    expect(await response.text()).toBe("moto got PUT /clusters/key bytes");
  });

  it("takes a launch template's own tags out of its versions", async () => {
    const response = await fetch(state.front.url, {
      method: "POST",
      headers: signed("ec2"),
      body: "Action=DescribeLaunchTemplateVersions",
    });
    expect(await response.text()).toBe(`<DescribeLaunchTemplateVersionsResponse>${INSTANCE_TAGS}`);
  });

  it("names our registry in GetAuthorizationToken", async () => {
    const target = "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken";
    const response = await fetch(state.front.url, {
      method: "POST",
      headers: { ...signed("ecr"), "x-amz-target": target },
      body: "{}",
    });
    expect(await response.json()).toStrictEqual({
      authorizationData: [{ proxyEndpoint: "http://127.0.0.1:5000" }],
    });
  });
});
