// While terraform waits during an apply, kube-deploy watches the objects that it waits for. Tests when the apply is
// interrupted, and what is reported and recorded then.
import { expect, test } from "@jest/globals";
import { answer, status } from "../support/kubernetes/api.ts";
import { OTHER_DIGEST, deployFleet, imagesOf } from "../support/kubernetes/deployments.ts";
import type { Deploying } from "../support/kubernetes/deployments.ts";
import {
  DIGEST,
  IMAGE,
  PATHS,
  deployment,
  putBroken,
  putHealthy,
  state,
} from "../support/kubernetes/fleet.ts";
import { api, cloud, useFleet } from "../support/kubernetes/use-fleet.ts";
import { rare } from "../support/rare.ts";
import { storedDocuments, storedEvents } from "../support/releases/stored.ts";

useFleet();

const ADDRESS = "module.frontend.kubernetes_deployment_v1.this";
const OTHER = "kubernetes_ingress_v1.frontend";

const change = (address: string, action: string, after: object = {}) => ({
  address,
  mode: "managed",
  type: address.split(".").at(-2),
  name: "this",
  change: { actions: [action], before: null, after, after_unknown: {} },
});
/** Returns a plan in which terraform changes a Deployment with wait_for_rollout, and something after it. */
const planOf = (action: string) => ({
  planned_values: state().values,
  resource_changes: [
    change(ADDRESS, action, {
      metadata: [{ name: "frontend", namespace: "fleet" }],
      wait_for_rollout: true,
    }),
    change(OTHER, "create"),
  ],
});
const started = (action: string) => ({
  "@message": `${ADDRESS}: working`,
  type: "apply_start",
  hook: { resource: { addr: ADDRESS }, action },
});
const CANCELED = [
  { summary: "context canceled", address: ADDRESS },
  { summary: "execution halted" },
];

const scriptOf = (action = "create") => ({
  plan: planOf(action),
  applyWaits: [started(action)],
  interruptErrors: CANCELED,
});

/** Deploys with a terraform that waits for the Deployment. Calls `onStart` when the wait has begun. */
function deploy(onStart: () => void, more: Deploying = {}) {
  let isStarted = false;
  return deployFleet(cloud, {
    script: scriptOf(),
    ...more,
    onLine: (line, terraform) => {
      // A rollback also applies.
      if (line === `${ADDRESS}: working` && !isStarted) {
        isStarted = true;
        onStart();
      }
      more.onLine?.(line, terraform);
    },
  });
}

/** Puts the Deployment with another specification. */
function putChanged(): void {
  const changed = deployment(0);
  const [container] = changed.spec.template.spec.containers;
  changed.spec.template.spec.containers = [{ ...container!, image: `${IMAGE}-new` }];
  api.set(PATHS.deployments, changed);
}

test("a Deployment with wait_for_rollout and a missing image ends the apply, and is recorded", async () => {
  const run = await deploy(() => putBroken(api));
  expect([run.exitCode, run.terraform.interrupts()]).toStrictEqual([1, 1]);
  expect(run.outputs).toMatchObject({ status: "failed", "failure-reason": "image-not-found" });
  expect(JSON.parse(run.outputs["failed-workloads"] ?? "")).toMatchObject([
    { kind: "Deployment", name: "frontend", reason: "image-not-found" },
  ]);
  const errors = run.annotations.filter(({ level }) => level === "error");
  expect(errors.map(({ text }) => text)).toStrictEqual([
    expect.stringContaining(
      "Terraform was waiting for nothing else, so it was interrupted. Its state is saved; 1 change was not begun",
    ),
  ]);
  expect(run.summary).toContain(OTHER);
  expect(storedEvents(cloud).at(-1)).toMatchObject({
    kind: "outcome",
    status: "failed",
    failureReason: "image-not-found",
  });
  expect(storedDocuments(cloud)["current.json"]).not.toHaveProperty("release");
});

rare(
  "a workload that was broken before the apply does not end the apply, because the update may fix it",
  async () => {
    putBroken(api);
    const run = await deploy(() => undefined, {
      script: scriptOf("update"),
      onLine: (line, terraform) => {
        if (line !== `${ADDRESS}: working`) return;
        putHealthy(api);
        terraform.endWait();
      },
    });
    expect([run.exitCode, run.outputs["status"]]).toStrictEqual([0, "healthy"]);
    expect(run.terraform.interrupts()).toBe(0);
  },
);

rare("an update whose new version cannot start ends the apply", async () => {
  putHealthy(api);
  const run = await deploy(
    () => {
      putBroken(api);
      putChanged();
    },
    { script: scriptOf("update") },
  );
  expect([run.outputs["failure-reason"], run.terraform.interrupts()]).toStrictEqual([
    "image-not-found",
    1,
  ]);
});

rare(
  "an apply that succeeds in spite of the interrupt counts as successful: what runs decides",
  async () => {
    const script = { plan: planOf("create"), applyWaits: [started("create")] };
    const run = await deploy(() => putBroken(api), {
      script,
      onLine: (line) => line.includes("is interrupted") && putHealthy(api),
    });
    expect([run.exitCode, run.outputs["status"]]).toStrictEqual([0, "healthy"]);
    expect(run.terraform.interrupts()).toBe(1);
  },
);

rare("the error also has what was refused at the same time", async () => {
  const refused = {
    summary: 'configmaps "web" is forbidden: exceeded quota: objects',
    address: "kubernetes_config_map_v1.web",
  };
  const run = await deploy(() => putBroken(api), {
    script: { ...scriptOf(), interruptErrors: [refused, ...CANCELED] },
  });
  expect(run.outputs["failure-reason"]).toBe("image-not-found");
  expect(run.annotations.at(-1)?.text).toContain(
    `It also failed: kubernetes_config_map_v1.web: ${refused.summary}`,
  );
});

rare("if the state was not saved, that is the reported failure", async () => {
  const lost = { summary: "Failed to save state", detail: "Error uploading state: AccessDenied" };
  const run = await deploy(() => putBroken(api), {
    inputs: { rollback: "last-good" },
    script: { ...scriptOf(), interruptErrors: [...CANCELED, lost] },
  });
  expect(run.outputs["failure-reason"]).toBe("state-not-saved");
  expect(run.stdout).toContain("Nothing is rolled back: a rollback does not fix state-not-saved");
});

rare("the last verified release is restored after it", async () => {
  const files = { "kubernetes/main.tf": "# first\n" };
  putHealthy(api);
  const good = await deployFleet(cloud, { files, sha: "a".repeat(40) });
  expect(good.exitCode).toBe(0);
  const run = await deploy(
    () => {
      putBroken(api);
      putChanged();
    },
    {
      sha: "b".repeat(40),
      runId: 502,
      files,
      script: scriptOf("update"),
      inputs: { rollback: "last-good", images: imagesOf(OTHER_DIGEST) },
      onLine: (line, terraform) => {
        if (!line.includes("is rolled back to release")) return;
        putHealthy(api);
        terraform.endWait();
      },
    },
  );
  expect(run.outputs).toMatchObject({
    status: "rolled-back",
    "failure-reason": "image-not-found",
    "rolled-back-to": good.outputs["release-id"],
  });
  expect(run.terraform.interrupts()).toBe(1);
  expect(run.terraform.variables()).toMatchObject({ images: { frontend: { digest: DIGEST } } });
  expect(storedDocuments(cloud)["current.json"]).toMatchObject({
    refused: [{ commit: "b".repeat(40), failureReason: "image-not-found" }],
  });
});

rare(
  "K-E 49: pods that cannot be listed give one warning, and the reason is found after the apply",
  async () => {
    api.script.push({
      match: /\/pods\?limit/,
      answer: (_, response) => answer(response, 403, status(403, "Forbidden", "no pods")),
    });
    const summary = "Waiting for rollout to finish: 1 out of 2 new replicas have been updated...";
    const run = await deploy(() => putBroken(api), {
      script: { ...scriptOf(), applyErrors: [{ summary, address: ADDRESS }] },
      onLine: (line, terraform) => {
        if (line === `${ADDRESS}: working`) terraform.endWait();
      },
    });
    expect([run.outputs["failure-reason"], run.terraform.interrupts()]).toStrictEqual([
      "image-not-found",
      0,
    ]);
    const warnings = run.annotations.filter(({ level }) => level === "warning");
    expect(warnings.map(({ text }) => text)).toStrictEqual([
      "the objects that terraform waits for are not watched until the apply has ended: no pods",
    ]);
  },
);

rare("K-E 80: the message of a release that Helm has uninstalled is reported", async () => {
  const address = "helm_release.web";
  const values = { name: "web", namespace: "fleet" };
  const resource = { address, mode: "managed", type: "helm_release", name: "web", values };
  const hook = { resource: { addr: address }, action: "create" };
  const summary = "installation failed";
  const detail =
    "release web failed, and has been uninstalled due to atomic being set: context deadline exceeded";
  const run = await deployFleet(cloud, {
    script: {
      state: { format_version: "1.0" },
      plan: {
        planned_values: { root_module: { resources: [resource] } },
        resource_changes: [{ ...change(address, "create", values), type: "helm_release" }],
      },
      applyWaits: [{ "@message": `${address}: working`, type: "apply_start", hook }],
      applyErrors: [{ summary, detail, address }],
    },
    onLine: (line, terraform) => {
      if (line === `${address}: working`) {
        putBroken(api);
        const broken = deployment(0);
        const annotations = { ...broken.metadata.annotations, "meta.helm.sh/release-name": "web" };
        api.set(PATHS.deployments, { ...broken, metadata: { ...broken.metadata, annotations } });
      }
      if (!line.includes("is not in its registry")) return;
      api.remove(PATHS.deployments, "frontend");
      terraform.endWait();
    },
  });
  expect(run.outputs["failure-reason"]).toBe("helm-release-not-deployed");
  expect(run.annotations.at(-1)?.text).toMatch(
    /Helm release fleet\/web is not in the cluster: .*\. While Helm waited: Deployment fleet\/frontend: image-not-found \(pod /,
  );
  expect(run.summary).toContain("While Helm waited: Deployment fleet/frontend");
});
