import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Providers } from "../../../rehearsal/terraform/index.ts";
import { startProviders } from "../../../rehearsal/terraform/index.ts";
import type { KubernetesApi, Manifest } from "../../unit/rehearsal/terraform/kubernetes-api.ts";
import { startKubernetesApi } from "../../unit/rehearsal/terraform/kubernetes-api.ts";
import { ACCOUNT, REGION, loopbackWorld } from "../../unit/rehearsal/terraform/loopback-world.ts";
import { Workspace, actionsOf } from "./workspace.ts";

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

function images(frontend: string, backend: string): string {
  const value = {
    frontend: { repository: "fleet-dev/frontend", digest: digest(frontend) },
    backend: { repository: "fleet-dev/backend", digest: digest(backend) },
  };
  return `-var=images=${JSON.stringify(value)}`;
}

const FILES = [
  "-var-file=../environments/dev.tfvars",
  "-var-file=../environments/dev.kubernetes.tfvars",
];
const DEPLOYMENTS = "/apis/apps/v1/namespaces/fleet/deployments";

interface PodSpec {
  containers: { name: string; image: string; env: { name: string; value: string }[] }[];
}

describe("the kubernetes workspace on replayed providers", () => {
  let api: KubernetesApi;
  let providers: Providers;
  let workspace: Workspace;
  let loopback: ReturnType<typeof loopbackWorld>;

  beforeAll(async () => {
    api = await startKubernetesApi();
    const certificateAuthority = Buffer.from(api.certificateAuthority).toString("base64");
    loopback = loopbackWorld({ endpoint: api.url, certificateAuthority });
    providers = await startProviders({ world: loopback.world });
    workspace = new Workspace("kubernetes", providers.environment());
    await workspace.init();
  });

  afterAll(() => {
    workspace.remove();
    providers.close();
    api.close();
  });

  const planned = async (...variables: string[]): Promise<string[]> =>
    actionsOf((await workspace.plan(...FILES, images("1", "2"), ...variables)).plan);

  const object = (path: string): Manifest => {
    const found = api.objects.get(path);
    if (!found) throw new Error(`${path} is not in the cluster: ${[...api.objects.keys()].join()}`);
    return found;
  };

  const pod = (name: string): PodSpec => {
    const template = object(`${DEPLOYMENTS}/${name}`).spec?.["template"];
    return (template as { spec: PodSpec }).spec;
  };

  it("cannot be planned before there is a cluster, in the words of the real provider", async () => {
    const { code, said } = await workspace.plan(...FILES, images("1", "2"));
    expect(code).toBe(1);
    expect(said).toContain("Error: reading EKS Cluster (fleet-dev): couldn't find resource");
  });

  it("is applied, and the next plan is empty", async () => {
    await loopback.world.aws.createCluster({
      name: "fleet-dev",
      arn: `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/fleet-dev`,
      version: "1.35",
      roleArn: `arn:aws:iam::${ACCOUNT}:role/fleet-dev-cluster`,
      issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/0",
      tags: {},
    });
    const first = await workspace.plan(...FILES, images("1", "2"));
    expect(first.said).toContain("10 to add, 0 to change, 0 to destroy");
    await workspace.apply();
    expect((await workspace.plan(...FILES, images("1", "2"))).code).toBe(0);
  });

  it("runs the images by digest from the registry of the account, and tells frontend where backend is", () => {
    const registry = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
    expect(pod("backend").containers[0]?.image).toBe(
      `${registry}/fleet-dev/backend@${digest("2")}`,
    );
    const frontend = pod("frontend").containers[0];
    expect(frontend?.image).toBe(`${registry}/fleet-dev/frontend@${digest("1")}`);
    expect(frontend?.env).toContainEqual({
      name: "BACKEND_URL",
      value: "http://backend.fleet.svc.cluster.local",
    });
  });

  it("makes pods that a namespace with restricted pod security accepts", () => {
    expect(object("/api/v1/namespaces/fleet").metadata.labels).toMatchObject({
      "pod-security.kubernetes.io/enforce": "restricted",
    });
    for (const name of ["frontend", "backend"])
      expect(pod(name)).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 10001,
          seccompProfile: { type: "RuntimeDefault" },
        },
        containers: [
          {
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
            },
          },
        ],
      });
  });

  it("tells what runs", async () => {
    const outputs = JSON.parse(await workspace.succeed("output", "-json")) as Record<
      string,
      { value: unknown }
    >;
    expect(outputs["workloads"]?.value).toMatchObject({
      frontend: { kind: "Deployment", namespace: "fleet" },
      backend: { kind: "Deployment", namespace: "fleet" },
    });
  });

  it.each<[string, string[], string[]]>([
    [
      "a new backend image",
      [images("1", "3")],
      ["update module.backend.kubernetes_deployment_v1.this"],
    ],
    [
      "more frontend pods",
      ["-var=replicas={frontend=3,backend=2}"],
      ["update module.frontend.kubernetes_deployment_v1.this"],
    ],
    ["a host", ["-var=host=fleet.example.com"], ["update kubernetes_ingress_v1.frontend"]],
  ])("%s updates just that", async (_, variables, expected) => {
    expect(await planned(...variables)).toStrictEqual(expected);
  });

  it("another name moves everything to another namespace", async () => {
    const actions = await planned("-var=name=convoy");
    expect(actions).toHaveLength(10);
    expect(actions.every((action) => action.startsWith("delete+create"))).toBe(true);
  });

  it.each([
    [
      "an image by tag",
      '-var=images={frontend={repository="a",digest="latest"},backend={repository="b",digest="latest"}}',
      "64 hexadecimal digits",
    ],
    [
      "a missing image",
      '-var=images={frontend={repository="a",digest="sha256:0"}}',
      "must have the keys frontend and backend",
    ],
  ])("refuses %s", async (_, variable, message) => {
    const { code, said } = await workspace.plan(...FILES, variable);
    expect(code).toBe(1);
    expect(said.replaceAll(/[\s│]+/g, " ")).toContain(message);
  });

  it("sees what was changed or deleted in the cluster, and puts it back", async () => {
    object(`${DEPLOYMENTS}/backend`).spec!["replicas"] = 0;
    api.objects.delete("/api/v1/namespaces/fleet/services/frontend");
    const { plan } = await workspace.plan(...FILES, images("1", "2"));
    expect(actionsOf(plan)).toStrictEqual([
      "create module.frontend.kubernetes_service_v1.this",
      "update module.backend.kubernetes_deployment_v1.this",
    ]);
    // Among what the provider reads back for the first time, which is drift to Terraform as well.
    const drift = new Map(plan.resource_drift?.map(({ address, change }) => [address, change]));
    expect(drift.get("module.frontend.kubernetes_service_v1.this")?.actions).toStrictEqual([
      "delete",
    ]);
    expect(drift.get("module.backend.kubernetes_deployment_v1.this")).toMatchObject({
      actions: ["update"],
      before: { spec: [{ replicas: "2" }] },
      after: { spec: [{ replicas: "0" }] },
    });
    await workspace.apply();
    expect(object(`${DEPLOYMENTS}/backend`).spec!["replicas"]).toBe(2);
    expect(await planned()).toStrictEqual([]);
  });

  it("leaves labels and annotations of the cluster alone", async () => {
    object(`${DEPLOYMENTS}/backend`).metadata.annotations!["deployment.kubernetes.io/revision"] =
      "7";
    expect(await planned()).toStrictEqual([]);
    await workspace.plan(...FILES, images("1", "4"));
    await workspace.apply();
    expect(object(`${DEPLOYMENTS}/backend`).metadata.annotations).toMatchObject({
      "deployment.kubernetes.io/revision": expect.any(String),
    });
    expect(pod("backend").containers[0]?.image).toContain(digest("4"));
  });

  it("says what a refused token says", async () => {
    api.refuse = () => ({ code: 401, message: "Unauthorized" });
    const { code, said } = await workspace.plan(...FILES, images("1", "4"));
    api.refuse = () => undefined;
    expect(code).toBe(1);
    expect(said).toContain("Error: Unauthorized");
  });

  it("is destroyed completely", async () => {
    const flags = ["-auto-approve", "-input=false", "-no-color"];
    await workspace.succeed("destroy", ...flags, ...FILES, images("1", "4"));
    expect([...api.objects.keys()]).toStrictEqual([]);
  });
});
