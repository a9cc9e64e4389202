import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import {
  KubernetesClient,
  connect,
  type ApiObject,
} from "../../../../rehearsal/kubernetes/client.ts";
import type { Kubernetes } from "../../../../rehearsal/kubernetes/index.ts";
import { KubernetesApis } from "../../../../rehearsal/world/clusters.ts";
import { ACCOUNT, REGION, startCloud, type Cloud } from "../aws/world.ts";

const NAME = "fleet";
const HERE = { accountId: ACCOUNT, region: REGION };
const THERE = { accountId: "222222222222", region: REGION };
const ADMIN = "token-of-the-administrator";

let directory: string;
let cloud: Cloud;
let apis: KubernetesApis;
const open = (): KubernetesApis =>
  new KubernetesApis({
    directory,
    aws: cloud.aws,
    adminToken: ADMIN,
    failures: [],
    resources: () => [],
  });
beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), "clusters-"));
  cloud = await startCloud({ directory });
  apis = open();
});
afterAll(async () => {
  await Promise.all([apis.close(), cloud.close()]);
  rmSync(directory, { recursive: true });
});

type Reached = Pick<Kubernetes, "url" | "certificateAuthority">;

const clientOf = ({ url, certificateAuthority }: Reached, token = ADMIN): KubernetesClient =>
  new KubernetesClient(connect({ url, certificateAuthority, token }));

describe("the Kubernetes APIs of a world", () => {
  it("are separate for each cluster, even for clusters of the same name in two accounts", async () => {
    const [here, there] = await Promise.all([apis.open(HERE, NAME), apis.open(THERE, NAME)]);
    expect(await apis.open(HERE, NAME)).toBe(here);
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "only-here" } };
    await clientOf(here).request("POST", "/api/v1/namespaces", namespace);
    const names = async (api: Reached) => {
      const answer = await clientOf(api).request("GET", "/api/v1/namespaces");
      return (answer as { items: ApiObject[] }).items.map(({ metadata }) => metadata.name);
    };
    expect([await names(here), await names(there)]).toStrictEqual([
      expect.arrayContaining(["only-here"]),
      expect.not.arrayContaining(["only-here"]),
    ]);
    expect(apis.all()).toHaveLength(2);
  });

  it("refuse a token that AWS did not issue", async () => {
    const api = await apis.open(HERE, NAME);
    await expect(
      clientOf(api, "k8s-aws-v1.eA").request("GET", "/api/v1/namespaces"),
    ).rejects.toThrow(/Unauthorized/);
  });

  it("are opened again in a kept world, and their clusters have the new addresses", async () => {
    const { url: endpoint, certificateAuthority } = await apis.open(THERE, NAME);
    const place = await cloud.aws.places.open(THERE);
    place.eks.putCluster({ name: NAME, endpoint, certificateAuthority });
    await apis.close();
    apis = open();
    await apis.reopen();
    const [again] = apis.all();
    expect(apis.all()).toHaveLength(1);
    expect(place.eks.find(NAME)).toMatchObject({ endpoint: again?.url, certificateAuthority });
  });
});
