import { describe, expect, it } from "@jest/globals";
import { ACCOUNT, REGION } from "../../support/cloud.ts";
import { rare } from "../../support/rare.ts";
import { statusReply } from "../../support/replay.ts";
import { replay, useWorkspace, workspace } from "./use-workspace.ts";
import { actionsOf } from "./workspace.ts";

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

interface Deployment {
  metadata: { annotations: Record<string, string> };
  spec: { replicas: number; template: { spec: PodSpec } };
}

interface PodSpec {
  containers: { name: string; image: string; env: { name: string; value: string }[] }[];
}

describe("the kubernetes workspace on replayed providers", () => {
  useWorkspace("kubernetes");

  const planned = async (...variables: string[]): Promise<string[]> =>
    actionsOf((await workspace.plan(...FILES, images("1", "2"), ...variables)).plan);

  const deployment = (name: string): Promise<Deployment> =>
    replay.send("GET", `${DEPLOYMENTS}/${name}`) as unknown as Promise<Deployment>;

  const pod = async (name: string): Promise<PodSpec> => (await deployment(name)).spec.template.spec;

  it("cannot be planned before there is a cluster, and the error has the words of the real provider", async () => {
    const { code, said } = await workspace.plan(...FILES, images("1", "2"));
    expect(code).toBe(1);
    expect(said).toContain("Error: reading EKS Cluster (fleet-dev): couldn't find resource");
  });

  it("is applied, and the next plan is empty", async () => {
    const { url: endpoint, certificateAuthority } = replay.kubernetes;
    replay.aws.eks.putCluster({ name: "fleet-dev", endpoint, certificateAuthority });
    const first = await workspace.plan(...FILES, images("1", "2"));
    expect(first.said).toContain("15 to add, 0 to change, 0 to destroy");
    await workspace.apply();
    expect((await workspace.plan(...FILES, images("1", "2"))).code).toBe(0);
  });

  it("runs the images by digest from the registry of the account, with their variables", async () => {
    const registry = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
    expect((await pod("backend")).containers[0]?.image).toBe(
      `${registry}/fleet-dev/backend@${digest("2")}`,
    );
    const frontend = (await pod("frontend")).containers[0];
    expect(frontend?.image).toBe(`${registry}/fleet-dev/frontend@${digest("1")}`);
    expect(frontend?.env).toContainEqual({
      name: "BACKEND_URL",
      value: "http://backend",
    });
  });

  it("makes pods that a namespace with restricted pod security accepts", async () => {
    expect(await replay.send("GET", "/api/v1/namespaces/fleet")).toMatchObject({
      metadata: { labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
    });
    for (const name of ["frontend", "backend"])
      expect(await pod(name)).toMatchObject({
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

  it("outputs what runs", async () => {
    const outputs = JSON.parse(await workspace.succeed("output", "-json")) as Record<
      string,
      { value: unknown }
    >;
    expect(outputs["workloads"]?.value).toMatchObject({
      frontend: { kind: "Deployment", namespace: "fleet" },
      backend: { kind: "Deployment", namespace: "fleet" },
      migrate: { kind: "Job", namespace: "fleet" },
    });
  });

  it("a new backend image updates it, and creates its Job again", async () => {
    expect(await planned(images("1", "3"))).toStrictEqual([
      'delete+create module.before["migrate"].kubernetes_job_v1.this[0]',
      'update module.workload["backend"].kubernetes_deployment_v1.this[0]',
    ]);
  });

  rare.each<[string, string[], string[]]>([
    [
      "a new frontend image",
      [images("3", "2")],
      ['update module.workload["frontend"].kubernetes_deployment_v1.this[0]'],
    ],
    ["a host", ["-var=host=fleet.example.com"], ["update kubernetes_ingress_v1.this[0]"]],
  ])("%s updates just that", async (_, variables, expected) => {
    expect(await planned(...variables)).toStrictEqual(expected);
  });

  rare("another name moves everything to another namespace", async () => {
    const actions = await planned("-var=name=convoy");
    expect(actions).toHaveLength(15);
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
      `-var=images={frontend={repository="a",digest="${digest("1")}"}}`,
      'workloads.migrate.image: "backend" is not valid. Expected the name of an image in images, which has frontend.',
    ],
  ])("refuses %s", async (_, variable, message) => {
    expect(await workspace.refusal(...FILES, variable)).toContain(message);
  });

  it("detects what was changed or deleted in the cluster, and restores it", async () => {
    const patch = [{ op: "replace", path: "/spec/replicas", value: 0 }];
    await replay.send("PATCH", `${DEPLOYMENTS}/backend`, patch);
    await replay.send("DELETE", "/api/v1/namespaces/fleet/services/frontend");
    const { plan } = await workspace.plan(...FILES, images("1", "2"));
    expect(actionsOf(plan)).toStrictEqual([
      'create module.workload["frontend"].kubernetes_service_v1.this[0]',
      'update module.workload["backend"].kubernetes_deployment_v1.this[0]',
    ]);
    // The provider reads these values back for the first time, and Terraform reports that as drift.
    const drift = new Map(plan.resource_drift?.map(({ address, change }) => [address, change]));
    expect(
      drift.get('module.workload["frontend"].kubernetes_service_v1.this[0]')?.actions,
    ).toStrictEqual(["delete"]);
    expect(drift.get('module.workload["backend"].kubernetes_deployment_v1.this[0]')).toMatchObject({
      actions: ["update"],
      before: { spec: [{ replicas: "2" }] },
      after: { spec: [{ replicas: "0" }] },
    });
    await workspace.apply();
    expect((await deployment("backend")).spec.replicas).toBe(2);
    expect(await planned()).toStrictEqual([]);
  });

  rare("does not change labels and annotations of the cluster", async () => {
    const path = "/metadata/annotations/deployment.kubernetes.io~1revision";
    await replay.send("PATCH", `${DEPLOYMENTS}/backend`, [{ op: "replace", path, value: "7" }]);
    expect(await planned()).toStrictEqual([]);
    await workspace.plan(...FILES, images("1", "4"));
    await workspace.apply();
    expect((await deployment("backend")).metadata.annotations).toMatchObject({
      "deployment.kubernetes.io/revision": expect.any(String),
    });
    expect((await pod("backend")).containers[0]?.image).toContain(digest("4"));
  });

  it("reports the message for a refused token", async () => {
    replay.kubernetes.faults.add({
      match: {},
      times: Infinity,
      respond: statusReply(401, "Unauthorized"),
    });
    const { code, said } = await workspace.plan(...FILES, images("1", "4"));
    replay.kubernetes.faults.clear();
    expect(code).toBe(1);
    expect(said).toContain("Error: Unauthorized");
  });

  it("is destroyed completely", async () => {
    const flags = ["-auto-approve", "-input=false", "-no-color"];
    await workspace.succeed("destroy", ...flags, ...FILES, images("1", "4"));
    for (const plural of ["deployments", "services", "ingresses"] as const)
      expect(replay.kubernetes.objects(plural, "fleet")).toStrictEqual([]);
    await expect(replay.send("GET", "/api/v1/namespaces/fleet")).rejects.toThrow("not found");
  });
});
