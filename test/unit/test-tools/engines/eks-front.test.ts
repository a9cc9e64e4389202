import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { startFront, type Front } from "../../../engines/moto/front.ts";
import type { Json, World } from "../../../engines/moto/eks/world.ts";

const ROLE = "arn:aws:iam::111122223333:role/fleet-deploy";
const ASSUMED = "arn:aws:sts::111122223333:assumed-role/fleet-deploy";
const TEMPLATE_TAGS = `<item><resourceType>launch-template</resourceType><tagSet><item><key>a</key></item></tagSet></item>`;
const INSTANCE_TAGS = `<item><resourceType>instance</resourceType><tagSet></tagSet></item>`;

/** Stands for moto: answers EC2 and ECR, and repeats any other request. */
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

  const CLUSTER = "/clusters/fleet-dev";
  const policyArn = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminViewPolicy";

  it("reads back what was created, with the VPC that EC2 knows", async () => {
    const [, created] = await createCluster({
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
      logging: { clusterLogging: [{ types: ["api"], enabled: true }] },
    });
    expect((created.cluster as Json).status).toBe("CREATING");
    expect((await eks("GET", CLUSTER))[1].cluster).toMatchObject({
      status: "ACTIVE",
      accessConfig: { authenticationMode: "API" },
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

  it.each<[string, Json, string, Json]>([
    [
      "node-groups",
      { nodegroupName: "general", nodeRole: ROLE, launchTemplate: { id: "lt-1", version: "1" } },
      "general",
      { nodegroup: { version: "1.34", launchTemplate: { name: "general", version: "1" } } },
    ],
    ["addons", { addonName: "vpc-cni" }, "vpc-cni", { addon: { status: "ACTIVE" } }],
    [
      "access-entries",
      { principalArn: ROLE },
      ROLE,
      { accessEntry: { username: `${ASSUMED}/{{SessionName}}`, type: "STANDARD" } },
    ],
    [
      `access-entries/${encodeURIComponent(ROLE)}/access-policies`,
      { policyArn, accessScope: { type: "cluster" } },
      policyArn,
      { associatedAccessPolicy: { accessScope: { type: "cluster" } } },
    ],
  ])(
    "%s: created, read, listed, refused the second time, deleted",
    async (path, body, id, seen) => {
      await createCluster();
      const item = `${CLUSTER}/${path}/${encodeURIComponent(id)}`;
      expect((await eks("GET", item))[0]).toBe(404);
      expect((await eks("POST", `${CLUSTER}/${path}`, body))[0]).toBe(200);
      expect((await eks("GET", item))[1]).toMatchObject(seen);
      expect(JSON.stringify((await eks("GET", `${CLUSTER}/${path}`))[1])).toContain(id);
      expect((await eks("POST", `${CLUSTER}/${path}`, body))[0]).toBe(409);
      expect((await eks("DELETE", item))[0]).toBe(200);
      expect((await eks("GET", item))[0]).toBe(404);
    },
  );

  it("a node group lets its role in and guards its cluster", async () => {
    await createCluster();
    await eks("POST", `${CLUSTER}/node-groups`, { nodegroupName: "general", nodeRole: ROLE });
    const [, entries] = await eks("GET", `${CLUSTER}/access-entries`);
    expect(entries.accessEntries).toStrictEqual([ROLE]);
    expect((await eks("DELETE", CLUSTER))[0]).toBe(409);
  });

  it("an add-on owns its pod identities and takes them away with it", async () => {
    await createCluster();
    const [, made] = await eks("POST", `${CLUSTER}/addons`, {
      addonName: "vpc-cni",
      podIdentityAssociations: [{ serviceAccount: "aws-node", roleArn: ROLE }],
    });
    const identities = `${CLUSTER}/pod-identity-associations`;
    const ownerArn = (made.addon as Json).addonArn;
    expect((await eks("GET", identities))[1].associations).toMatchObject([{ ownerArn }]);
    await eks("DELETE", `${CLUSTER}/addons/vpc-cni`);
    expect((await eks("GET", identities))[1]).toStrictEqual({ associations: [] });
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
