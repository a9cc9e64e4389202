import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { KubernetesClient } from "../../../actions/kube-deploy/src/api/client.ts";
import { unstickStatefulSets } from "../../../actions/kube-deploy/src/rollback/unstick.ts";
import type { Job } from "../../../actions/lib/runtime/job.ts";
import type { State } from "../../../actions/lib/terraform/state.ts";
import { startProviders } from "../../../rehearsal/terraform/index.ts";
import type { Found, Started } from "../../engines/engine.ts";
import type { ApiObject } from "../../../rehearsal/kubernetes/client.ts";
import { execute } from "../../engines/execute.ts";
import { kubernetes as engine, type Kubernetes } from "../../engines/kubernetes/engine.ts";
import { ACCOUNT, DEPLOY_ROLE, REGION, startCloud, type Cloud } from "../../support/cloud.ts";
import { fakeTerraform } from "../../support/kubernetes/terraform.ts";
import { runBundle, type BundleResult } from "../../support/run-bundle.ts";
import { startAuthenticator, type Authenticator } from "./authenticator.ts";
import { CLUSTER, environmentOf, type RealProvider } from "./real-provider.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
/** An IAM user with an access entry, for tests that make tokens themselves. */
export const OPERATOR = "operator";
const OPERATOR_ARN = `arn:aws:iam::${ACCOUNT}:user/${OPERATOR}`;

/** A real control plane with the access control of EKS: IAM decides who is let in. */
export interface Site {
  cloud: Cloud;
  kubernetes: Started<Kubernetes>;
  authenticator: Authenticator;
  /** Returns an initialised copy of this repository's Kubernetes workspace for a system with this name. */
  workspace(name: string, edit?: (main: string) => string): Workspace;
  /**
   * Returns such a copy that uses the real hashicorp/kubernetes, which comes from a mirror and requests its own tokens.
   */
  realWorkspace(name: string, provider: RealProvider): Promise<Workspace>;
  /** Runs `kube-deploy` with the command `verify` and a state that lists the workloads. */
  verify(workloads: StatedWorkload[]): Promise<BundleResult>;
  /** Returns what a rollback does about StatefulSets that wait for a broken pod, and the lines of its log. */
  unsticking(workloads: StatedWorkload[]): { lines: string[]; unstick: () => Promise<void> };
  /** Applies manifests with the real `kubectl`. */
  apply(...manifests: object[]): Promise<void>;
  /**
   * Makes the kubelet and the nodes healthy again and deletes all namespaces of the tests, because the two nodes hold
   * only 34 pods.
   */
  clear(): Promise<void>;
  close(): Promise<void>;
}

interface StatedWorkload {
  type: "kubernetes_job_v1" | "kubernetes_stateful_set_v1" | "kubernetes_daemon_set_v1";
  namespace: string;
  name: string;
}

interface Workspace {
  /** The namespace that the workspace creates. */
  namespace: string;
  deploy: (inputs?: Record<string, string>) => Promise<BundleResult>;
}

export const DIGESTS = {
  frontend: `sha256:${"4f".repeat(32)}`,
  backend: `sha256:${"be".repeat(32)}`,
};

export const imagesOf = (digests: typeof DIGESTS): string =>
  JSON.stringify({
    frontend: { repository: "fleet-dev/frontend", digest: digests.frontend },
    backend: { repository: "fleet-dev/backend", digest: digests.backend },
  });

export async function openSite(engines: Record<"kubernetes" | "terraform", Found>): Promise<Site> {
  if (engine.start === undefined) throw new Error("the engine kubernetes cannot be started");
  const cloud = await startCloud();
  const authenticator = await startAuthenticator((token) => userOf(cloud, token));
  const kubernetes = await engine.start(engines.kubernetes, {
    tokenWebhook: { url: authenticator.url },
    delays: { secondMs: 20 },
  });
  const { url: endpoint, certificateAuthority } = kubernetes;
  const cluster = { endpoint, certificateAuthority };
  cloud.aws.eks.putCluster({ name: CLUSTER, ...cluster });
  const providers = await startProviders({
    aws: cloud.aws,
    cluster: () => cluster,
    caller: { arn: DEPLOY_ROLE, userId: "AROA" },
    kubernetesToken: kubernetes.adminToken,
  });
  const terraform = engines.terraform.files["terraform"] ?? "terraform";
  return {
    cloud,
    kubernetes,
    authenticator,
    workspace: (name, edit) =>
      openWorkspace({ cloud, terraform, environment: providers.environment() }, name, edit),
    async realWorkspace(name, provider) {
      const environment = await environmentOf(cloud, providers, provider, OPERATOR);
      return openWorkspace({ cloud, terraform, environment }, name);
    },
    verify: (workloads) => verify(cloud, workloads),
    unsticking: (workloads) => unsticking(kubernetes, workloads),
    apply: (...manifests) => apply(kubernetes, manifests),
    clear: () => clear(kubernetes),
    async close() {
      const { problems } = kubernetes.kubelet;
      providers.close();
      await kubernetes.stop();
      await authenticator.close();
      await cloud.close();
      if (problems.length > 0) throw new Error(`the kubelet failed: ${problems.join("; ")}`);
    },
  };
}

const ITS_OWN = /^(?:default|kube-.*)$/;

async function clear(kubernetes: Kubernetes): Promise<void> {
  const { client, kubelet } = kubernetes;
  kubelet.recover();
  await kubernetes.cordon(false);
  const { items } = (await client.request("GET", "/api/v1/namespaces")) as { items: ApiObject[] };
  for (const { metadata } of items)
    if (!ITS_OWN.test(metadata.name))
      // A namespace that an earlier test deleted may be gone by now. Then the 404 is not a failure.
      await client.call("DELETE", `/api/v1/namespaces/${metadata.name}`);
}

/** Returns the user of a token, as EKS does: the token must be valid, and its principal must have an access entry. */
async function userOf(
  cloud: Cloud,
  token: string,
): Promise<{ username: string; groups: string[] }> {
  const { canonicalArn } = await cloud.aws.verifyClusterToken(token, CLUSTER);
  if (![DEPLOY_ROLE, OPERATOR_ARN].includes(canonicalArn))
    throw new Error(`${canonicalArn} has no access entry`);
  return { username: canonicalArn, groups: ["system:masters"] };
}

interface Tools {
  cloud: Cloud;
  terraform: string;
  /** How terraform finds its providers. */
  environment: Record<string, string>;
}

function openWorkspace(
  { cloud, terraform, environment }: Tools,
  name: string,
  edit: (main: string) => string = (main) => main,
): Workspace {
  const directory = path.join(cloud.directory, name);
  mkdirSync(directory);
  cpSync(path.join(ROOT, "terraform"), path.join(directory, "terraform"), { recursive: true });
  const module = path.join(directory, "terraform/modules/workload/deployment.tf");
  writeFileSync(module, edit(readFileSync(module, "utf8")));
  const cwd = path.join(directory, "terraform/kubernetes");
  // Without the migration Job: an apply waits for it, but these tests are about the watch after the apply.
  const variables = path.join(directory, "terraform/environments/dev.kubernetes.tfvars");
  writeFileSync(
    variables,
    readFileSync(variables, "utf8").replace(/\n {2}# Runs once[\s\S]*?\n {2}\}\n/, ""),
  );
  // Only the backend differs: the state is in a file next to the workspace.
  writeFileSync(path.join(cwd, "backend_override.tf"), 'terraform {\n  backend "local" {}\n}\n');
  const env = { ...process.env, TF_CLI_CONFIG_FILE: "/dev/null", ...environment };
  const init = spawnSync(terraform, ["init", "-input=false", "-no-color"], {
    cwd,
    env,
    encoding: "utf8",
  });
  if (init.status !== 0) throw new Error(`terraform init: ${init.stderr}`);
  const files = ["dev.tfvars", "dev.kubernetes.tfvars"];
  return {
    namespace: name,
    deploy: async (inputs = {}) => {
      const job = await deployJob(cloud);
      return runBundle("kube-deploy", {
        inputs: {
          ...COMMON,
          "working-directory": "terraform/kubernetes",
          "tool-path": terraform,
          images: imagesOf(DIGESTS),
          variables: `name: ${name}`,
          "variable-files": files.map((file) => `terraform/environments/${file}`).join("\n"),
          ...inputs,
        },
        env: { ...job, ...environment },
        workspace: directory,
        directory,
      });
    },
  };
}

const COMMON = {
  environment: "dev",
  "cluster-name": CLUSTER,
  "role-arn": DEPLOY_ROLE,
  "aws-region": REGION,
};

async function deployJob(cloud: Cloud): Promise<Record<string, string>> {
  const { env } = await cloud.job({
    eventName: "push",
    ref: "refs/heads/main",
    environment: "dev",
    permissions: { "id-token": "write", contents: "read" },
  });
  return env;
}

function unsticking(
  { url: server, certificateAuthority, adminToken }: Kubernetes,
  workloads: StatedWorkload[],
): ReturnType<Site["unsticking"]> {
  const lines: string[] = [];
  const log = { warning: (text: string) => void lines.push(text) };
  const job = { log, cancelled: new AbortController().signal } as unknown as Job;
  const state = stateOf(workloads) as unknown as State;
  const token = () => Promise.resolve(adminToken);
  return {
    lines,
    async unstick() {
      const client = new KubernetesClient({ server, certificateAuthority, token });
      try {
        await unstickStatefulSets(client, state, job);
      } finally {
        client.close();
      }
    },
  };
}

/** Returns a state with these workloads, as `terraform show -json` prints it. */
function stateOf(workloads: StatedWorkload[]) {
  const resources = workloads.map(({ type, namespace, name }) => ({
    address: `${type}.${name}`,
    mode: "managed",
    type,
    name,
    provider_name: "registry.terraform.io/hashicorp/kubernetes",
    values: { metadata: [{ name, namespace }], spec: [{}] },
  }));
  return {
    format_version: "1.0",
    terraform_version: "1.11.4",
    values: { outputs: {}, root_module: { resources } },
  };
}

async function verify(cloud: Cloud, workloads: StatedWorkload[]): Promise<BundleResult> {
  const directory = path.join(cloud.directory, workloads.map(({ name }) => name).join("-"));
  const { folder } = fakeTerraform(path.join(directory, "bin"), { state: stateOf(workloads) });
  writeFileSync(path.join(directory, "main.tf"), "");
  return runBundle("kube-deploy", {
    inputs: {
      ...COMMON,
      command: "verify",
      "working-directory": ".",
      "tool-path": path.join(folder, "terraform"),
    },
    env: await deployJob(cloud),
    workspace: directory,
    directory,
  });
}

async function apply({ kubectl, kubeconfig }: Kubernetes, manifests: object[]): Promise<void> {
  const [program, ...words] = kubectl;
  await execute(program, [...words, "apply", "-f", "-"], {
    env: { KUBECONFIG: kubeconfig },
    input: JSON.stringify({ apiVersion: "v1", kind: "List", items: manifests }),
    timeoutMs: 60_000,
  });
}
