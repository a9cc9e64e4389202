import { writeFile } from "node:fs/promises";
import path from "node:path";
import { KubernetesClient, connect } from "../../../rehearsal/kubernetes/client.ts";
import type { Delays } from "../../../rehearsal/kubernetes/delays.ts";
import type { Failure } from "../../../rehearsal/kubernetes/failures.ts";
import type { FindImage } from "../../../rehearsal/kubernetes/kubelet/image-fit.ts";
import type { Engine, Found, Started } from "../engine.ts";
import { signalGroup } from "../guard.ts";
import { launch, type Launched } from "../launch.ts";
import { answers, withFreePorts } from "../loopback.ts";
import { GO_NEEDED, buildGoModule, goInputs } from "../recipes/go.ts";
import { makeRunDirectory, removeRunDirectory } from "../run-directory.ts";
import { toolEngine } from "../tool.ts";
import { createKeys, writeKeys, type ClusterKeys } from "./keys.ts";

import { setSchedulable, startNodes, type Nodes } from "./nodes.ts";
import { balance } from "./load-balancers.ts";
import {
  apiserverFlags,
  controllerManagerFlags,
  etcdFlags,
  kubeconfigOf,
  schedulerFlags,
  webhookFlags,
  type Ports,
  type TokenWebhook,
} from "./servers.ts";

export interface KubernetesOptions {
  /** Delays of the scripted kubelet. The real controllers count real seconds. */
  delays?: Partial<Delays>;
  failures?: readonly Failure[];
  /**
   * Finds the image that the kubelet compares a pod with. Default: every image can be pulled, and nothing is compared.
   */
  findImage?: FindImage;
  /** More flags for kube-apiserver. */
  apiserverFlags?: readonly string[];
  /** The webhook that is asked about every bearer token except the administrator's. */
  tokenWebhook?: TokenWebhook;
}

export interface Kubernetes {
  /** https://127.0.0.1:PORT */
  url: string;
  /** PEM */
  certificateAuthority: string;
  adminToken: string;
  /** Path of a file for KUBECONFIG, with the administrator's token. */
  kubeconfig: string;
  /** The program and its first argument: `[…/control-plane, "kubectl"]`. */
  kubectl: [string, string];
  /** A client that sends requests as the administrator. */
  client: KubernetesClient;
  kubelet: Pick<Nodes, "fail" | "recover" | "problems">;
  /** True: all nodes refuse new pods. */
  cordon(on: boolean): Promise<void>;
  /** True: the controllers stop working, as after a crash or under load. False: they continue. */
  pauseControllers(on: boolean): void;
}

const MODULE = import.meta.dirname;
const VERSION = "1.36.3";

const tool = toolEngine({
  name: "kubernetes",
  purpose: "a real API server, controllers and scheduler with a scripted kubelet",
  version: VERSION,
  needs: GO_NEEDED,
  programs: { "control-plane": "bin/control-plane" },
  inputs: () => goInputs(MODULE),
  build: (directory, log) =>
    buildGoModule(
      {
        module: MODULE,
        packages: { "control-plane": "." },
        // Without this, /version answers v0.0.0-master+$Format:%H$, and clients compare that with their own version.
        settings: {
          "k8s.io/component-base/version.gitVersion": `v${VERSION}`,
          "k8s.io/component-base/version.gitMajor": "1",
          "k8s.io/component-base/version.gitMinor": "36",
        },
      },
      directory,
      log,
    ),
  spaceMiB: 3000,
});

/** A control plane without containers: etcd, three servers, and a kubelet that only reports that pods run. */
export const kubernetes: Engine<Kubernetes, KubernetesOptions> = {
  ...tool,
  async start(found, options) {
    const run = await makeRunDirectory("kubernetes");
    try {
      const keys = await createKeys();
      await writeKeys(keys, path.join(run, "pki"));
      return await withFreePorts(3, ([api = 0, etcdClient = 0, etcdPeer = 0]) =>
        startCluster(found, options, run, keys, { api, etcdClient, etcdPeer }),
      );
    } catch (error) {
      await removeRunDirectory(run);
      throw error;
    }
  },
};

async function startCluster(
  found: Found,
  options: KubernetesOptions,
  run: string,
  keys: ClusterKeys,
  ports: Ports,
): Promise<Started<Kubernetes>> {
  const program = found.files["control-plane"] ?? "control-plane";
  const url = `https://127.0.0.1:${ports.api}`;
  const kubeconfig = path.join(run, "kubeconfig");
  await writeFile(kubeconfig, kubeconfigOf(url, keys.authority, { token: keys.adminToken }), {
    mode: 0o600,
  });
  const { authority: certificateAuthority, adminToken: token } = keys;
  const transport = connect({ url, certificateAuthority, token, keepAlive: true });
  const client = new KubernetesClient(transport);
  const ended = new AbortController();
  const stops: (() => Promise<unknown>)[] = [];
  const end = async (): Promise<void> => {
    ended.abort();
    await Promise.all(stops.splice(0).map((one) => one()));
    transport.close();
  };
  try {
    const servers = serverPlans(run, ports, await apiserverExtras(run, options), client);
    const pids = new Map<string, number>();
    for (const plan of servers) {
      const server = await launchServer(program, run, plan);
      pids.set(plan.name, server.pid);
      stops.push(() => server.stop());
    }
    const { delays, failures, findImage } = options;
    const kubelet = await startNodes({
      client,
      keys,
      version: `v${VERSION}`,
      ...(delays === undefined ? {} : { delays }),
      ...(failures === undefined ? {} : { failures }),
      ...(findImage === undefined ? {} : { findImage }),
    });
    stops.push(() => kubelet.stop());
    const balancing = balance(client, ended.signal);
    stops.push(() => balancing);
    return {
      url,
      certificateAuthority: keys.authority,
      adminToken: keys.adminToken,
      kubeconfig,
      kubectl: [program, "kubectl"],
      client,
      kubelet,
      cordon: (on) => setSchedulable(client, !on),
      pauseControllers(on) {
        const pid = pids.get("kube-controller-manager");
        if (pid !== undefined) signalGroup(pid, on ? "SIGSTOP" : "SIGCONT");
      },
      async stop() {
        await end();
        await removeRunDirectory(run);
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function apiserverExtras(run: string, options: KubernetesOptions): Promise<string[]> {
  const more = [...(options.apiserverFlags ?? [])];
  if (options.tokenWebhook === undefined) return more;
  const { url, certificateAuthority } = options.tokenWebhook;
  const file = path.join(run, "webhook.yaml");
  await writeFile(file, kubeconfigOf(url, certificateAuthority, {}));
  return [...more, ...webhookFlags(file)];
}

interface ServerPlan {
  name: string;
  argv: string[];
  ready: () => Promise<boolean> | boolean;
}

/** Returns the servers in the order in which they start. Each server is ready before the next one starts. */
function serverPlans(
  run: string,
  ports: Ports,
  extras: string[],
  client: KubernetesClient,
): ServerPlan[] {
  return [
    {
      name: "etcd",
      argv: etcdFlags(run, ports),
      ready: () => answers(`http://127.0.0.1:${ports.etcdClient}/health`),
    },
    {
      name: "kube-apiserver",
      argv: apiserverFlags(run, ports, extras),
      ready: async () => (await client.request("GET", "/readyz")) === "ok",
    },
    { name: "kube-scheduler", argv: schedulerFlags(run), ready: () => true },
    {
      name: "kube-controller-manager",
      argv: controllerManagerFlags(run),
      // The API server refuses pods of a namespace until this controller has made the namespace's service account.
      ready: async () => {
        await client.request("GET", "/api/v1/namespaces/default/serviceaccounts/default");
        return true;
      },
    },
  ];
}

function launchServer(program: string, run: string, plan: ServerPlan): Promise<Launched> {
  return launch({
    ...plan,
    program,
    cwd: run,
    logFile: path.join(run, `${plan.name}.log`),
    // Nothing here outlives the run, so a graceful stop would be a waste of time.
    graceMs: 300,
  });
}
