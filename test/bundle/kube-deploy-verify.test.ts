// `command: verify` watches what somebody else has deployed, as after an apply, but without Terraform.
import { describe, expect, test } from "@jest/globals";
import { deployFleet } from "../support/kubernetes/deployments.ts";
import { DIGEST, PATHS, putBroken, putHealthy, state } from "../support/kubernetes/fleet.ts";
import { FLEET_MANIFEST, HELM_SECRETS, helmSecret } from "../support/kubernetes/helm.ts";
import { stateResource } from "../support/kubernetes/state-resource.ts";
import { api, cloud, useFleet } from "../support/kubernetes/use-fleet.ts";
import { rare } from "../support/rare.ts";

useFleet();

/** Runs `command: verify` without any workspace. */
const verify = (workloads: string, inputs: Record<string, string> = {}) =>
  deployFleet(cloud, {
    inputs: {
      command: "verify",
      workloads,
      "working-directory": "",
      bucket: "",
      images: "",
      ...inputs,
    },
  });

const FRONTEND = "[{namespace: fleet, workload: deployment/frontend}]";
const RELEASE = "[{namespace: fleet, helm-release: frontend}]";

describe("without a workspace", () => {
  test("named workloads are watched, without tool and state", async () => {
    putHealthy(api);
    const run = await verify(FRONTEND);
    const { exitCode, outputs, summary, terraform } = run;
    expect([exitCode, outputs["failure-reason"]]).toStrictEqual([0, undefined]);
    expect(outputs).toMatchObject({ status: "healthy", "failed-workloads": "[]" });
    expect(JSON.parse(outputs["release"] ?? "")).toMatchObject({
      workloads: [{ name: "frontend", desired: 2, ready: 2, digests: [DIGEST] }],
    });
    expect(summary).toContain("1 workload of cluster `fleet-dev` watched");
    expect((await run.post()).exitCode).toBe(0);
    expect(terraform.calls()).toStrictEqual([]);
  });

  test("a broken workload gets its diagnosis", async () => {
    putBroken(api);
    const { exitCode, outputs, annotations, summary } = await verify(FRONTEND);
    expect([exitCode, outputs["failure-reason"]]).toStrictEqual([1, "image-not-found"]);
    expect(outputs["diagnosis-path"]).toMatch(/diagnosis$/);
    expect(JSON.parse(outputs["failed-workloads"] ?? "")).toMatchObject([
      { kind: "Deployment", namespace: "fleet", name: "frontend", reason: "image-not-found" },
    ]);
    expect(annotations.at(-1)?.text).toContain("Deployment fleet/frontend: image-not-found");
    expect(summary).toContain("#### Deployment fleet/frontend: image-not-found");
  });

  test("K-E 51: reports the objects of a Helm release, its address, its hooks and what is not verified", async () => {
    putHealthy(api);
    const hooks = [{ name: "migrate", kind: "Job", last_run: { phase: "Succeeded" } }];
    api.set(HELM_SECRETS, helmSecret({ revision: 2, manifest: FLEET_MANIFEST, hooks }));
    api.logs.set("frontend", "");
    const { outputs, stdout, summary, masks } = await verify(RELEASE);
    expect(outputs).toMatchObject({ status: "healthy", url: "http://fleet.example.com/" });
    expect(stdout).toContain("Helm release fleet/frontend: revision 2, chart web 1.2.3, 4 objects");
    expect(stdout).toContain("Job migrate (Succeeded)");
    expect(summary).toContain("CronJob other/nightly of the Helm release fleet/frontend");
    expect(masks).toContain("hunter2hunter2");
  });

  rare("an object of a release is missing", async () => {
    api.set(HELM_SECRETS, helmSecret({ revision: 2, manifest: FLEET_MANIFEST }));
    const { outputs, annotations } = await verify(RELEASE);
    expect(outputs["failure-reason"]).toBe("workload-missing");
    expect(annotations.at(-1)?.text).toContain(
      "it is in the Helm release fleet/frontend (revision 2), but not in the cluster",
    );
  });

  rare("K-E 80: a failed release does not decide about its objects", async () => {
    putHealthy(api);
    api.set(HELM_SECRETS, helmSecret({ status: "failed", description: "timed out" }));
    const { outputs, annotations } = await verify(RELEASE);
    expect(outputs["failure-reason"]).toBe("helm-release-not-deployed");
    expect(annotations.at(-1)?.text).toContain("is failed in revision 1: timed out");
  });

  rare("K-E 80: the pods of a failed release say why it failed", async () => {
    putBroken(api);
    const failed = { status: "failed", description: "Upgrade failed: context deadline exceeded" };
    api.set(HELM_SECRETS, helmSecret({ revision: 2, manifest: FLEET_MANIFEST, ...failed }));
    const { outputs, annotations, summary } = await verify(RELEASE);
    expect(outputs["failure-reason"]).toBe("image-not-found");
    expect(summary).toContain("#### Deployment fleet/frontend: image-not-found");
    expect(annotations.at(-1)?.text).toContain(
      "Helm release fleet/frontend is failed in revision 2: Upgrade failed: context deadline exceeded",
    );
  });

  rare("K-E 32: a custom resource is watched until its conditions are met", async () => {
    const path = "/apis/cert-manager.io/v1/namespaces/fleet/certificates";
    const certificate = (status: string) => ({
      metadata: { name: "tls", namespace: "fleet", uid: "tls", generation: 1 },
      status: { conditions: [{ type: "Ready", status, message: "the order is pending" }] },
    });
    const groups = [
      { name: "cert-manager.io", preferredVersion: { groupVersion: "cert-manager.io/v1" } },
    ];
    api.documents.set("/apis", { groups });
    api.documents.set("/apis/cert-manager.io/v1", {
      resources: [{ name: "certificates", kind: "Certificate", namespaced: true }],
    });
    api.set(path, certificate("False"));
    const run = deployFleet(cloud, {
      inputs: {
        command: "verify",
        "working-directory": "",
        bucket: "",
        images: "",
        workloads: "[{namespace: fleet, workload: certificate/tls}]",
      },
      onLine: (line) => {
        if (line.includes("Ready is False: the order is pending"))
          api.set(path, certificate("True"));
      },
    });
    const { outputs, stdout } = await run;
    expect(outputs).toMatchObject({ status: "healthy" });
    expect(stdout).toContain("✓ Certificate fleet/tls: condition=Ready");
  });

  test("a missing permission is named", async () => {
    putHealthy(api);
    api.denied.add("pods");
    const { outputs, annotations } = await verify(FRONTEND);
    expect(outputs["failure-reason"]).toBe("cluster-forbidden");
    expect(annotations.at(-1)?.text).toContain('"resources":["pods"]');
  });
});

describe("refused before any request", () => {
  test("nothing to verify", async () => {
    const { outputs, annotations } = await verify("");
    expect(outputs["failure-reason"]).toBe("invalid-input");
    expect(annotations.at(-1)?.text).toContain(
      "working-directory: nothing is given, but it is needed unless command is check or resolve, or verify with workloads",
    );
  });

  test("inputs that need a workspace, and wrong entries, all at once", async () => {
    const inputs = { record: "store", rollback: "last-good" };
    const { annotations } = await verify(FRONTEND, inputs);
    expect(annotations.at(-1)?.text).toMatch(
      /record: "store" is not valid without working-directory.*rollback: "last-good" is not valid/s,
    );
    const wrong = await verify("[{namespace: fleet, workload: web}, {selector: a}]", { soak: "a" });
    expect(wrong.annotations.at(-1)?.text).toMatch(
      /workloads: .*entry 1: workload: "web" is not valid.*entry 2: namespace: nothing.*soak: /s,
    );
  });

  rare("an entry that matches nothing, and the message lists what exists", async () => {
    putHealthy(api);
    const { outputs, annotations } = await verify(
      "[{namespace: fleet, workload: deployment/web}, {namespace: fleet, helm-release: shop}]",
    );
    expect(outputs["failure-reason"]).toBe("workload-not-found");
    expect(annotations.at(-1)?.text).toMatch(
      /Deployment fleet\/web does not exist; namespace fleet has Deployment frontend.*Helm release fleet\/shop does not exist; namespace fleet has no Helm release/,
    );
  });
});

describe("with a workspace", () => {
  /** Returns a state that has a Helm release instead of the Deployment. */
  const withRelease = () => {
    const { values } = state();
    const named = { name: "frontend", namespace: "fleet", metadata: {} };
    const release = stateResource("helm_release", "frontend", named);
    const { resources } = values.root_module;
    const withoutIngress = resources.filter(({ type }) => type !== "kubernetes_ingress_v1");
    return { ...state(), values: { root_module: { resources: [...withoutIngress, release] } } };
  };
  const inputs = { command: "verify", bucket: "" };

  rare("K-E 51: the objects of its Helm releases are also watched", async () => {
    putBroken(api);
    api.set(HELM_SECRETS, helmSecret({ revision: 2, manifest: FLEET_MANIFEST }));
    const { outputs, summary } = await deployFleet(cloud, {
      inputs,
      script: { state: withRelease() },
    });
    expect(outputs["failure-reason"]).toBe("image-not-found");
    expect(summary).not.toContain("helm\\_release");
  });

  rare("a release that cannot be read is not verified", async () => {
    putHealthy(api);
    api.script.push({
      match: /secrets/,
      answer: (_, response) => response.writeHead(403).end('{"message":"no secrets"}'),
    });
    const { outputs, stdout, summary } = await deployFleet(cloud, {
      inputs: { ...inputs, workloads: FRONTEND },
      script: { state: withRelease() },
    });
    expect(outputs).toMatchObject({ status: "partial" });
    expect(stdout).toContain("the objects of helm_release.frontend are not watched: no secrets");
    expect(summary).toContain("not verified: helm\\_release.frontend");
  });
});

rare("the pods of named workloads are read again to find what runs", async () => {
  putHealthy(api);
  await verify(FRONTEND, {
    images: JSON.stringify({ frontend: { repository: "fleet-dev/frontend", digest: DIGEST } }),
  });
  expect(api.requests.filter((one) => one.startsWith(`GET ${PATHS.pods}?limit`))).toHaveLength(2);
});
