import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { DEPLOY_ROLE, REGION } from "../support/cloud.ts";
import { ScriptedApi, answer, status } from "../support/kubernetes/api.ts";
import {
  DIGEST,
  IMAGE,
  PATHS,
  POD,
  deployment,
  pod,
  replicaSet,
  runningPod,
  state,
  warning,
} from "../support/kubernetes/fleet.ts";
import { FLEET_MANIFEST, HELM_SECRETS, helmSecret } from "../support/kubernetes/helm.ts";
import { fakeTerraform } from "../support/kubernetes/terraform.ts";
import type { FakeTerraform, TerraformScript } from "../support/kubernetes/terraform.ts";
import { stateResource } from "../support/kubernetes/state-resource.ts";
import { api, cloud, useFleet } from "../support/kubernetes/use-fleet.ts";
import { publishedBy } from "../support/published.ts";
import { rare } from "../support/rare.ts";
import { runBundle } from "../support/run-bundle.ts";
import type { BundleResult } from "../support/run-bundle.ts";
import { expectFailure } from "../support/expect-failure.ts";

const SECRET = "correct-horse-battery";
const IMAGES = JSON.stringify({
  frontend: { repository: "fleet-dev/frontend", digest: DIGEST, tag: "v1", size: 12 },
});

let runs = 0;
useFleet();

const putCluster = (change: object = {}) =>
  void cloud.aws.eks.putCluster({
    name: "fleet-dev",
    endpoint: api.url,
    certificateAuthority: api.authority,
    ...change,
  });

interface Given {
  inputs?: Record<string, string>;
  env?: Record<string, string>;
  script?: Partial<TerraformScript>;
  /** Empty files of the repository, in addition to main.tf. */
  files?: string[];
  /** Declarations in main.tf. Default: none. */
  declared?: string;
}

/** Runs the action in a deploy job of the environment dev, with a scripted terraform. */
async function kubeDeploy(
  given: Given = {},
): Promise<BundleResult & { terraform: FakeTerraform; directory: string }> {
  const directory = path.join(cloud.directory, `run-${(runs += 1)}`);
  for (const file of ["main.tf", ...(given.files ?? [])]) {
    mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    writeFileSync(path.join(directory, file), file === "main.tf" ? (given.declared ?? "") : "");
  }
  const terraform = fakeTerraform(path.join(directory, "bin"), {
    state: state({ host: "fleet.example.com", secret: SECRET }),
    plan: { planned_values: state().values },
    ...given.script,
  });
  const { env } = await cloud.job({
    eventName: "push",
    ref: "refs/heads/main",
    environment: "dev",
    permissions: { "id-token": "write", contents: "read" },
  });
  const result = await runBundle("kube-deploy", {
    inputs: {
      "working-directory": ".",
      environment: "dev",
      "cluster-name": "fleet-dev",
      images: IMAGES,
      "role-arn": DEPLOY_ROLE,
      "aws-region": REGION,
      ...given.inputs,
    },
    env: { ...env, PATH: `${terraform.folder}:${env["PATH"] ?? ""}`, ...given.env },
    workspace: directory,
    directory,
  });
  return { ...result, terraform, directory };
}

/** Puts a Deployment with this number of ready pods into the cluster. */
function putDeployment(ready: number): void {
  api.set(PATHS.deployments, deployment(ready));
  api.set(PATHS.replicaSets, replicaSet());
  if (ready === 2) api.set(PATHS.pods, runningPod());
}

const ended = (exitCode: number, reason = "Error") => ({ terminated: { exitCode, reason } });
const notFound = {
  state: {
    waiting: {
      reason: "ErrImagePull",
      message: `failed to pull and unpack image "${IMAGE}": ${IMAGE}: not found`,
    },
  },
};

/** Waits until the action watches a collection. */
const watched = async (collection: string = PATHS.pods) => {
  while (api.watching(collection) === 0) await new Promise((resolve) => setImmediate(resolve));
};

describe("a healthy rollout of another image", () => {
  const other = IMAGE.replace("4f4f", "be00");

  rare("is not a release if something else has changed the workload after the apply", async () => {
    putDeployment(2);
    api.set(PATHS.pods, runningPod(other));
    const { exitCode, outputs, annotations } = await kubeDeploy();
    expect(exitCode).toBe(1);
    expect(outputs).toMatchObject({ status: "failed", "failure-reason": "image-not-running" });
    expect(outputs["release"]).toBeUndefined();
    expect(annotations[0]?.text).toContain(
      `image frontend (fleet-dev/frontend@${DIGEST}) does not run: Deployment fleet/frontend runs ${other.split("@")[1] ?? ""} in container frontend of 1 pod`,
    );
  });

  rare("does not claim an image that no watched workload runs", async () => {
    putDeployment(2);
    const images = {
      ...(JSON.parse(IMAGES) as object),
      api: { repository: "fleet-dev/api", digest: DIGEST.replace("4f", "be") },
    };
    const { exitCode, outputs, annotations } = await kubeDeploy({
      inputs: { images: JSON.stringify(images) },
    });
    expect([exitCode, outputs["status"]]).toStrictEqual([0, "partial"]);
    expect(JSON.parse(outputs["release"] ?? "")).toMatchObject({
      images: { frontend: { digest: DIGEST } },
      unverified: [{ name: "api", why: "no watched workload uses it" }],
    });
    expect(annotations.map(({ text }) => text)).toStrictEqual([
      expect.stringContaining("was not seen running, so the release lists it as unverified"),
    ]);
  });
});

describe("a healthy rollout", () => {
  test("is applied with the digests, watched, and released", async () => {
    putDeployment(2);
    const { exitCode, outputs, summary, terraform, annotations, stdout } = await kubeDeploy({
      inputs: { variables: "replicas: 2", workspace: "blue" },
    });
    expect([exitCode, annotations, outputs["failure-reason"]]).toStrictEqual([0, [], undefined]);
    expect(terraform.calls()).toStrictEqual(["version", "plan", "show", "apply", "show"]);
    const images = { frontend: { repository: "fleet-dev/frontend", digest: DIGEST } };
    expect(terraform.variables()).toStrictEqual({ replicas: 2, images });
    expect(terraform.environment()).toMatchObject({
      TF_VAR_cluster_name: "fleet-dev",
      TF_WORKSPACE: "blue",
    });
    const release = JSON.parse(outputs["release"] ?? "") as Record<string, unknown>;
    expect(release).toMatchObject({
      id: outputs["release-id"],
      environment: "dev",
      cluster: "fleet-dev",
      images,
      workloads: [
        { kind: "Deployment", namespace: "fleet", name: "frontend", desired: 2, digests: [DIGEST] },
      ],
      url: "http://fleet.example.com/",
    });
    expect(outputs).toMatchObject({
      status: "healthy",
      url: "http://fleet.example.com/",
      "failed-workloads": "[]",
    });
    expect(summary).toContain("dev: ✅ healthy");
    expect(stdout).toContain("✓ Deployment fleet/frontend: 2 of 2 pods ready");
  });

  rare("is detected by the watch", async () => {
    putDeployment(0);
    const running = kubeDeploy();
    await watched();
    api.set(PATHS.deployments, deployment(2));
    const { exitCode, stdout } = await running;
    expect(exitCode).toBe(0);
    // No pod was ready when the watch began, so only a change that the watch received can cause this line.
    expect(stdout).toContain("✓ Deployment fleet/frontend: 2 of 2 pods ready");
  });

  test("K-E 23: is verified if the plan has no changes, and with command: verify", async () => {
    putDeployment(2);
    const empty = await kubeDeploy({ script: { changed: false } });
    expect([empty.exitCode, empty.terraform.calls()]).toStrictEqual([
      0,
      ["version", "plan", "show", "show"],
    ]);
    const verify = await kubeDeploy({ inputs: { command: "verify" } });
    expect([verify.exitCode, verify.terraform.calls()]).toStrictEqual([0, ["version", "show"]]);
  });

  rare("K-E 72: uses the load balancer's hostname if the Ingress has no host", async () => {
    putDeployment(2);
    const ingress = { metadata: { name: "frontend", namespace: "fleet" } };
    api.set(PATHS.ingresses, ingress);
    const running = kubeDeploy({ script: { state: state() } });
    await watched(PATHS.ingresses);
    const hostname = "k8s-fleet.eu-west-1.elb.amazonaws.com";
    api.set(PATHS.ingresses, {
      ...ingress,
      status: { loadBalancer: { ingress: [{ hostname }] } },
    });
    expect((await running).outputs["url"]).toBe(`http://${hostname}/`);
  });

  rare("K-E 10: terraform does not see the runner's own cluster", async () => {
    putDeployment(2);
    const { terraform } = await kubeDeploy({ env: { KUBERNETES_SERVICE_HOST: "10.0.0.1" } });
    expect(terraform.environment()).not.toHaveProperty("KUBERNETES_SERVICE_HOST");
  });

  rare("warns of an image that no workload runs", async () => {
    putDeployment(2);
    const other = { repository: "fleet-dev/other", digest: `sha256:${"0".repeat(64)}` };
    const { annotations } = await kubeDeploy({ inputs: { images: JSON.stringify({ other }) } });
    expect(annotations).toMatchObject([
      { level: "warning", text: expect.stringContaining("image other") },
    ]);
  });

  rare("K-E 49: without permission to read events, it says so and continues", async () => {
    putDeployment(2);
    api.script.push({
      match: /\/events\?/,
      answer: (_, response) => answer(response, 403, status(403, "Forbidden", "no events")),
    });
    const { exitCode, annotations } = await kubeDeploy();
    expect([exitCode, annotations[0]?.level]).toStrictEqual([0, "notice"]);
  });
});

describe("a rollout that cannot succeed", () => {
  test("F2: names workload, pod, container, image and reason", async () => {
    putDeployment(0);
    api.set(PATHS.pods, pod(notFound));
    const { exitCode, outputs, annotations, summary } = await kubeDeploy();
    expect(exitCode).toBe(1);
    expect(outputs).toMatchObject({ status: "failed", "failure-reason": "image-not-found" });
    expect(outputs["release"]).toBeUndefined();
    expect(JSON.parse(outputs["failed-workloads"] ?? "")).toMatchObject([
      {
        kind: "Deployment",
        namespace: "fleet",
        name: "frontend",
        reason: "image-not-found",
        pod: POD,
        container: "frontend",
        image: `fleet-dev/frontend@${DIGEST}`,
      },
    ]);
    // One failing workload gives one error: the action's annotation names it.
    expect(annotations.map(({ properties }) => properties["title"])).toStrictEqual([
      "kube-deploy: image-not-found",
    ]);
    for (const part of [POD, "container frontend", `fleet-dev/frontend@${DIGEST}`])
      expect(annotations[0]?.text).toContain(part);
    expect(summary).toContain("❌ image-not-found");
  });

  test("K-E 37: log lines are shown; they neither run commands nor reveal secrets", async () => {
    putDeployment(0);
    const crashing = { waiting: { reason: "CrashLoopBackOff", message: "back-off 10s" } };
    api.set(PATHS.events, warning("BackOff", "Back-off restarting failed container"));
    const log = `\u001b[31mstarting\u001b[0m\n::error::pwned\n\`\`\`\npassword ${SECRET}\n`;
    api.logs.set(`${POD}/frontend/previous`, log);
    const running = kubeDeploy();
    await watched();
    api.set(
      PATHS.pods,
      pod({ restartCount: 2, state: crashing, lastState: ended(137, "OOMKilled") }, "Running"),
    );
    const result = await running;
    const { outputs, summary, annotations } = result;
    expect(outputs["failure-reason"]).toBe("out-of-memory");
    expect(annotations.map(({ text }) => text)).not.toContain("pwned");
    expect(summary).toContain("starting\n::error::pwned\n```\npassword ***");
    const folder = outputs["diagnosis-path"] ?? "";
    const files = readdirSync(folder).map((file) => path.join(folder, file));
    expect(files.map((file) => [path.basename(file), statSync(file).mode & 0o777])).toStrictEqual([
      ["diagnosis.json", 0o600],
      ["diagnosis.txt", 0o600],
    ]);
    const texts = files.map((file) => readFileSync(file, "utf8"));
    expect(texts[0]).toContain("Back-off restarting failed container");
    expect(() => JSON.parse(texts[0] ?? "") as unknown).not.toThrow();
    // The runner masks registered values. The secret must not occur anywhere else.
    for (const text of [...publishedBy(result), ...texts]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain("k8s-aws-v1.");
    }
  });

  rare("F9, K-E 41: shows the words of the quota", async () => {
    putDeployment(0);
    const message = "exceeded quota: q, requested: pods=1, used: pods=6, limited: pods=5";
    api.set(
      PATHS.replicaSets,
      replicaSet([{ type: "ReplicaFailure", status: "True", reason: "FailedCreate", message }]),
    );
    const { outputs, annotations } = await kubeDeploy({ inputs: { timeout: "2s" } });
    expect(outputs["failure-reason"]).toBe("quota-exceeded");
    expect(annotations[0]?.text).toContain(message);
  });

  test("must not be lost: the words and timing of failing probes: reported at the timeout (F11)", async () => {
    putDeployment(0);
    api.set(PATHS.pods, pod({ state: { running: {} } }, "Running"));
    api.set(PATHS.events, warning("Unhealthy", "Readiness probe failed: statuscode: 503"));
    api.logs.set(`${POD}/frontend`, "waiting for the backend\n");
    const { outputs, annotations, stdout } = await kubeDeploy({ inputs: { timeout: "1s" } });
    expect(outputs["failure-reason"]).toBe("readiness-probe-failed");
    expect(annotations.at(-1)?.text).toMatch(/not healthy after .*timeout is 1 s.*503/);
    expect(stdout).toContain("waiting for the backend");
  });

  rare("there is no progress, and no reason", async () => {
    putDeployment(1);
    const { outputs } = await kubeDeploy({ inputs: { "no-activity-timeout": "1s" } });
    expect(outputs["failure-reason"]).toBe("no-activity");
  });

  rare("K-E 47: a workload of the state that the cluster lacks", async () => {
    const { outputs } = await kubeDeploy({ inputs: { command: "verify" } });
    expect(outputs["failure-reason"]).toBe("workload-missing");
  });

  rare("K-E 78: if terraform gave up waiting, the reason comes from the cluster", async () => {
    putDeployment(0);
    api.set(PATHS.pods, pod(notFound));
    const summary = "Waiting for rollout to finish: 1 out of 2 new replicas have been updated...";
    const { outputs } = await kubeDeploy({
      script: { applyErrors: [{ summary, address: "kubernetes_deployment_v1.backend" }] },
    });
    expect(outputs["failure-reason"]).toBe("image-not-found");
  });

  rare("K-E 88: fails if it becomes healthy after terraform gave up", async () => {
    putDeployment(2);
    const summary = "Deployment exceeded its progress deadline";
    const { exitCode, outputs, stdout } = await kubeDeploy({
      script: { applyErrors: [{ summary, address: "kubernetes_deployment_v1.backend" }] },
    });
    expect([exitCode, outputs["failure-reason"]]).toStrictEqual([1, "healthy-after-wait"]);
    expect(stdout).toContain("terraform untaint");
  });
});

describe("a cluster that cannot be used", () => {
  const fails = async (given: Given, reason: string, ...texts: string[]) => {
    const { exitCode, outputs, annotations, terraform } = await kubeDeploy(given);
    expect([exitCode, outputs["failure-reason"]]).toStrictEqual([1, reason]);
    for (const text of texts) expect(annotations.at(-1)?.text).toContain(text);
    expect(terraform.calls()).not.toContain("apply");
  };

  test("K-E 7: no access entry", async () => {
    api.authenticate = () => false;
    await fails(
      {},
      "cluster-unauthorized",
      `aws eks create-access-entry --cluster-name fleet-dev --region ${REGION} --principal-arn ${DEPLOY_ROLE}`,
      "aws eks associate-access-policy",
    );
  });

  test("K-E 7: a missing permission is found before anything is changed", async () => {
    api.denied.add("pods");
    await fails(
      {},
      "cluster-forbidden",
      '{"apiGroups":[""],"resources":["pods"],"verbs":["list"]}',
      "AmazonEKSClusterAdminPolicy",
    );
  });

  rare("K-E 7: a private endpoint", async () => {
    const endpoint = api.url;
    await api.close();
    putCluster({ endpoint, details: { resourcesVpcConfig: { endpointPublicAccess: false } } });
    await fails({}, "cluster-unreachable", "ECONNREFUSED", "only a private endpoint");
    await api.start();
  });

  rare("K-E 9: another certificate authority", async () => {
    const other = await new ScriptedApi().start();
    putCluster({ certificateAuthority: other.authority });
    await other.close();
    await fails({}, "cluster-certificate");
  });

  rare("K-E 8: it is still being created", async () => {
    putCluster({ status: "CREATING" });
    await fails({}, "cluster-not-ready", "aws eks wait cluster-active --name fleet-dev");
  });

  rare("an unknown cluster", async () => {
    await fails({ inputs: { "cluster-name": "nope" } }, "cluster-not-found", "nope");
  });

  rare("the variables name another cluster than the input", async () => {
    const plan = { variables: { cluster_name: { value: "fleet-prod" } } };
    await fails({ script: { plan } }, "cluster-mismatch", "fleet-prod");
  });

  rare("a working-directory that does not exist is named, not the tool", async () => {
    const inputs = { "working-directory": "terraform/nowhere" };
    await fails({ inputs }, "no-configuration", "terraform/nowhere");
  });

  rare(
    "a variable file is searched in working-directory, then from the repository's root",
    async () => {
      putDeployment(2);
      const { terraform, directory } = await kubeDeploy({
        inputs: { "working-directory": "app", "variable-files": "own.tfvars\nshared.tfvars" },
        files: ["app/main.tf", "app/own.tfvars", "own.tfvars", "shared.tfvars"],
      });
      const given = terraform.planArguments().filter((one) => one.startsWith("-var-file="));
      expect(given.slice(0, 2)).toStrictEqual([
        `-var-file=${path.join(directory, "app/own.tfvars")}`,
        `-var-file=${path.join(directory, "shared.tfvars")}`,
      ]);
    },
  );

  rare("a variable file that is in neither folder", async () => {
    const inputs = { "variable-files": "dev.tfvars" };
    await fails({ inputs }, "variable-file-missing", "dev.tfvars");
  });

  test("wrong inputs, all at once", async () => {
    const inputs = {
      images: '{"web": {"repository": "shop/web", "digest": "latest"}}',
      timeout: "soon",
      "log-lines": "many",
    };
    await fails(
      { inputs },
      "invalid-input",
      "3 inputs",
      'web.digest: "latest" is not valid. Expected',
    );
  });
});

test("image-variables with an image that is not given is refused before anything is read", async () => {
  const inputs = { "image-variables": "api_image: {image: frontent, shape: repository+digest}" };
  const { exitCode, annotations, terraform } = await kubeDeploy({
    inputs: { ...inputs, timeout: "soon" },
  });
  expect([exitCode, terraform.calls(), api.requests]).toStrictEqual([1, [], []]);
  expect(annotations.at(-1)?.text).toContain(
    'image-variables: there is no image "frontent". Did you mean frontend?',
  );
  expect(annotations.at(-1)?.text).toContain("2 inputs are not valid");
});

describe("the workspace's own files are checked before any request", () => {
  const names = {
    "image-variables": "web_imge: {image: frontend, shape: repository+digest}",
    "output-variables": "vpc: vpc_id",
    "infrastructure-outputs": '{"cluster_name": "fleet-dev", "network": "vpc-1"}',
    "shared-variables": "size: 2",
    "secret-variables": '{"size": "a-secret-of-length"}',
  };
  /**
   * With these variables, requests for a token or a role get no answer: a run that sends one fails with another reason.
   */
  const alone = {
    ACTIONS_ID_TOKEN_REQUEST_URL: "http://127.0.0.1:1/",
    AWS_ENDPOINT_URL: "http://127.0.0.1:1/",
  };

  test.each(["deploy", "verify", "plan"])("%s reports all errors at once", async (command) => {
    const run = await kubeDeploy({
      inputs: { ...names, command, "variable-files": "dev.tfvars" },
      env: alone,
      declared: 'variable "web_image" {}\nvariable "network_id" {}\n',
    });
    expectFailure(
      run,
      "invalid-input",
      'variable-files: "dev.tfvars" is not at dev.tfvars',
      "3 inputs are not valid.",
      'image-variables: "web_imge" is not a variable of .. Did you mean web_image?',
      'output-variables: "vpc" is not a variable of .. Expected one of',
      'secret-variables (the secret TERRAFORM_VARIABLES of the workflow): "size" is also given by shared-variables (`variables` of the workflow).',
    );
    expect(api.requests).toStrictEqual([]);
  });

  rare("together with malformed inputs, which cause no further errors", async () => {
    const run = await kubeDeploy({
      inputs: {
        ...names,
        "variable-files": "dev.tfvars",
        timeout: "soon",
        "role-arn": "deployer",
        "infrastructure-outputs": "{",
      },
      env: alone,
      declared: 'variable "web_image" {}\nvariable "network_id" {}\n',
    });
    expect(api.requests).toStrictEqual([]);
    const text = expectFailure(
      run,
      "invalid-input",
      "6 inputs are not valid. ",
      'timeout: "soon" is not valid',
      'role-arn: "deployer" is not valid',
      'infrastructure-outputs: "{" is not valid',
      'image-variables: "web_imge" is not a variable of .',
      'output-variables: "vpc" is not a variable of .',
      'secret-variables (the secret TERRAFORM_VARIABLES of the workflow): "size" is also given',
      'variable-files: "dev.tfvars" is not at dev.tfvars',
    );
    expect(text).not.toContain("is not an output of");
  });

  test("a variable file that is in neither folder", async () => {
    const inputs = { "variable-files": "dev.tfvars" };
    const { annotations, outputs } = await kubeDeploy({ inputs, env: alone });
    expect([outputs["failure-reason"], api.requests]).toStrictEqual(["variable-file-missing", []]);
    expect(annotations.at(-1)?.text).toContain('variable-files: "dev.tfvars" is not at dev.tfvars');
  });

  rare("an image without the tag that its shape needs", async () => {
    const { annotations, outputs } = await kubeDeploy({
      inputs: {
        images: `{frontend: {repository: shop/web, digest: "${DIGEST}"}}`,
        "image-variables": "web_image: {image: frontend, shape: name+version}",
      },
      env: alone,
      declared: 'variable "web_image" {}\n',
    });
    expect([outputs["failure-reason"], api.requests]).toStrictEqual(["invalid-input", []]);
    expect(annotations.at(-1)?.text).toContain(
      "the shape name+version needs the tag of frontend, which is not given",
    );
  });
});

describe("K-E 80: an apply in which Helm gave up waiting", () => {
  const values = { name: "frontend", namespace: "fleet" };
  const release = stateResource("helm_release", "web", values);
  const root = { root_module: { resources: [release] } };
  const script = (state: object) => ({
    state,
    plan: { planned_values: root },
    applyErrors: [
      {
        summary: "installation failed",
        detail: "context deadline exceeded",
        address: "helm_release.web",
      },
    ],
  });
  const failed = { status: "failed", description: "Release failed: context deadline exceeded" };

  rare.each([
    ["with the release in the state", { format_version: "1.0", values: root }],
    ["whose release the provider has lost (K-E 60)", { format_version: "1.0" }],
  ])("%s, and its pods explain it", async (_, kept) => {
    api.set(PATHS.deployments, deployment(0));
    api.set(PATHS.replicaSets, replicaSet());
    api.set(PATHS.pods, pod(notFound));
    api.set(HELM_SECRETS, helmSecret({ manifest: FLEET_MANIFEST, ...failed }));
    const { outputs, annotations, summary } = await kubeDeploy({ script: script(kept) });
    expect([outputs["failure-reason"], outputs["status"]]).toStrictEqual([
      "image-not-found",
      "failed",
    ]);
    expect(annotations.at(-1)?.text).toContain("Helm release fleet/frontend is failed");
    expect(summary).toContain("#### Deployment fleet/frontend: image-not-found");
  });

  rare("and put the release back", async () => {
    putDeployment(2);
    api.set(HELM_SECRETS, helmSecret({ revision: 3, manifest: FLEET_MANIFEST }));
    const { outputs, annotations } = await kubeDeploy({
      script: script({ format_version: "1.0", values: root }),
    });
    expect(outputs["failure-reason"]).toBe("apply-failed");
    expect(annotations.at(-1)?.text).toContain("Helm has put the previous revision back");
  });

  rare("and never began another release", async () => {
    putDeployment(2);
    api.set(HELM_SECRETS, helmSecret({ revision: 3, manifest: FLEET_MANIFEST }));
    const next = stateResource("helm_release", "next", { name: "next", namespace: "fleet" });
    const { outputs, annotations } = await kubeDeploy({
      script: {
        ...script({ format_version: "1.0", values: root }),
        plan: { planned_values: { root_module: { resources: [release, next] } } },
      },
    });
    expect(outputs["failure-reason"]).toBe("apply-failed");
    expect(annotations.at(-1)?.text).not.toContain("is not in the cluster");
  });

  rare("and uninstalled the release", async () => {
    const { outputs, annotations } = await kubeDeploy({
      script: script({ format_version: "1.0" }),
    });
    expect(outputs["failure-reason"]).toBe("helm-release-not-deployed");
    expect(annotations.at(-1)?.text).toContain(
      "Helm release fleet/frontend is not in the cluster: with atomic, Helm uninstalls what it could not install",
    );
  });
});

describe("terraform's errors", () => {
  const forbidden =
    'deployments.apps is forbidden: User "arn:aws:sts::111122223333:assumed-role/fleet-deploy/gha" cannot create resource "deployments" in API group "apps" in the namespace "fleet"';
  test("K-E 84: a refusal is reported with the RBAC rule that is needed", async () => {
    putDeployment(2);
    const { outputs, annotations } = await kubeDeploy({
      script: {
        applyErrors: [{ summary: forbidden, address: "kubernetes_deployment_v1.backend" }],
      },
    });
    expect(outputs["failure-reason"]).toBe("cluster-forbidden");
    expect(annotations.at(-1)?.text).toContain('"verbs":["create"]');
  });

  rare("a failing plan is not applied", async () => {
    const { outputs, terraform } = await kubeDeploy({
      script: { planErrors: [{ summary: "Invalid value for variable" }] },
    });
    expect(outputs["failure-reason"]).toBe("plan-failed");
    expect(terraform.calls()).not.toContain("apply");
  });

  rare("a healthy rollout does not hide a refused ConfigMap", async () => {
    putDeployment(2);
    const refused = 'configmaps "web" is forbidden: exceeded quota: objects';
    const { outputs, annotations } = await kubeDeploy({
      script: {
        applyErrors: [
          {
            summary: "Waiting for rollout to finish: 1 of 2 updated replicas are available",
            address: "kubernetes_deployment_v1.frontend",
          },
          { summary: refused, address: "kubernetes_config_map_v1.web" },
        ],
      },
    });
    expect(outputs["failure-reason"]).toBe("quota-exceeded");
    expect(annotations.map(({ text }) => text).join()).toContain(refused);
  });
});

describe("what is not watched", () => {
  const of = (...resources: object[]) => ({
    format_version: "1.0",
    values: { root_module: { resources } },
  });
  const release = stateResource("helm_release", "ingress", {});

  test("a state without workloads is applied and not verified", async () => {
    const { exitCode, outputs, annotations, summary } = await kubeDeploy({
      script: { state: of(release) },
    });
    expect([exitCode, outputs["status"]]).toStrictEqual([0, "unverified"]);
    expect(annotations.map(({ level, text }) => `${level} ${text}`)).toContainEqual(
      expect.stringMatching(/^warning .*no-workloads/),
    );
    expect(summary).toContain("not verified: helm\\_release.ingress");
  });

  rare("a state without workloads cannot be verified", async () => {
    const { exitCode, outputs } = await kubeDeploy({
      inputs: { command: "verify" },
      script: { state: of(release) },
    });
    expect([exitCode, outputs["failure-reason"]]).toStrictEqual([1, "no-workloads"]);
  });

  rare("a Helm release next to healthy workloads makes the release partial", async () => {
    putDeployment(2);
    const { values } = state();
    const { root_module: root } = values;
    const { exitCode, outputs, annotations } = await kubeDeploy({
      script: { state: { values: { root_module: { ...root, resources: [release] } } } },
    });
    expect([exitCode, outputs["status"]]).toStrictEqual([0, "partial"]);
    expect(JSON.parse(outputs["release"] ?? "")).toMatchObject({
      unwatched: ["helm_release.ingress"],
    });
    expect(annotations).toMatchObject([
      { level: "notice", text: expect.stringContaining("helm_release.ingress (helm_release)") },
    ]);
  });
});
