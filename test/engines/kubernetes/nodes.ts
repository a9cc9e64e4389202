import { ApiError, type KubernetesClient } from "../../../rehearsal/kubernetes/client.ts";
import { DELAYS, type Delays } from "../../../rehearsal/kubernetes/delays.ts";
import {
  Failures,
  type Failure,
  type FailureReason,
} from "../../../rehearsal/kubernetes/failures.ts";
import type { FindImage } from "../../../rehearsal/kubernetes/kubelet/image-fit.ts";
import { startKubelet, type Kubelet } from "../../../rehearsal/kubernetes/kubelet/kubelet.ts";
import { timestamp } from "../../../rehearsal/kubernetes/objects/names.ts";
import { EngineProblem } from "../engine.ts";
import type { ClusterKeys } from "./keys.ts";
import { startLogServer } from "./log-server.ts";

export interface NodesOptions {
  client: KubernetesClient;
  keys: ClusterKeys;
  /** The version that the nodes report, v1.36.3. */
  version: string;
  delays?: Partial<Delays>;
  failures?: readonly Failure[];
  findImage?: FindImage;
}

/** The nodes of a real control plane, with the scripted kubelet. */
export interface Nodes {
  /**
   * From now on, new pods that match fail in this way.
   * @throws EngineProblem for failures that only the real servers can cause
   */
  fail(failure: Failure): void;
  /** From now on, new pods are healthy again. */
  recover(): void;
  /** Errors inside the kubelet itself. Empty in a good run. */
  problems: Kubelet["problems"];
  stop(): Promise<void>;
}

const HEARTBEAT_MS = 10_000;

/** Longer than in the embedded cluster: the real servers need time between two writes. */
const NODE_DELAYS = { ...DELAYS, readyMs: 100, workMs: 150, stopMs: 100, secondMs: 30 };

/** Registers the nodes, keeps them alive, runs their pods and serves their logs to the API server. */
export async function startNodes(options: NodesOptions): Promise<Nodes> {
  const { client, keys, version, findImage } = options;
  const failures = new Failures();
  const fail = (failure: Failure): void => failures.add(requirePlayable(failure));
  for (const failure of options.failures ?? []) fail(failure);
  const delays = { ...NODE_DELAYS, ...options.delays };
  const image = findImage === undefined ? {} : { findImage };
  const kubelet = startKubelet({ client, delays, failures, ...image });
  const logs = await startLogServer(keys, (...parameters) => kubelet.readLog(...parameters));
  await registerNodes(client, logs.port, version);
  const problems: unknown[] = [];
  const heart = setInterval(() => {
    renewNodes(client).catch((error: unknown) => problems.push(error));
  }, HEARTBEAT_MS);
  return {
    fail,
    recover: () => failures.clear(),
    get problems() {
      return [...kubelet.problems, ...problems];
    },
    async stop() {
      clearInterval(heart);
      await kubelet.stop();
      await logs.close();
    },
  };
}

/** How to cause, on a real control plane, a failure that does not come from the kubelet. */
const CAUSED_OTHERWISE: Partial<Record<FailureReason, string>> = {
  quota: "create a ResourceQuota",
  unschedulable: "call cordon()",
  "pod-security": "label the namespace with pod-security.kubernetes.io/enforce",
};

function requirePlayable(failure: Failure): Failure {
  const instead = CAUSED_OTHERWISE[failure.reason];
  if (instead === undefined) return failure;
  throw new EngineProblem(`"${failure.reason}" comes from the real servers: ${instead}.`);
}

/** Two nodes in two zones, named and labelled like nodes of EKS. */
const NODES = [
  { name: "ip-10-0-1-10.eu-west-1.compute.internal", zone: "eu-west-1a" },
  { name: "ip-10-0-2-20.eu-west-1.compute.internal", zone: "eu-west-1b" },
] as const;

const MERGE = "application/merge-patch+json";

/** Registers the nodes and reports them as ready. The API server requests logs from `kubeletPort`. */
async function registerNodes(
  client: KubernetesClient,
  kubeletPort: number,
  version: string,
): Promise<void> {
  for (const { name, zone } of NODES) {
    const labels = {
      "kubernetes.io/hostname": name,
      "kubernetes.io/os": "linux",
      "kubernetes.io/arch": "amd64",
      "node.kubernetes.io/instance-type": "t3.medium",
      "topology.kubernetes.io/region": "eu-west-1",
      "topology.kubernetes.io/zone": zone,
    };
    try {
      await client.request("POST", "/api/v1/nodes", { metadata: { name, labels } });
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 409)) throw error;
    }
    await client.request(
      "PATCH",
      `/api/v1/nodes/${name}/status`,
      status(name, kubeletPort, version),
      MERGE,
    );
    // Otherwise the node controller removes the not-ready taint only some seconds later.
    await client.request("PATCH", `/api/v1/nodes/${name}`, { spec: { taints: null } }, MERGE);
  }
}

function status(name: string, port: number, version: string): unknown {
  const capacity = { cpu: "2", memory: "4Gi", pods: "17", "ephemeral-storage": "20Gi" };
  return {
    status: {
      capacity,
      allocatable: capacity,
      addresses: [
        { type: "InternalIP", address: "127.0.0.1" },
        { type: "Hostname", address: name },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: port } },
      nodeInfo: {
        kubeletVersion: version,
        kubeProxyVersion: version,
        containerRuntimeVersion: "containerd://2.1.5",
        operatingSystem: "linux",
        architecture: "amd64",
        osImage: "Amazon Linux 2023",
        kernelVersion: "6.12.0",
        machineID: name,
        systemUUID: name,
        bootID: name,
      },
      conditions: conditions(),
    },
  };
}

function conditions(): unknown[] {
  const now = timestamp();
  const stamps = { lastHeartbeatTime: now, lastTransitionTime: now };
  const pressures = ["MemoryPressure", "DiskPressure", "PIDPressure"].map((type) => ({
    type,
    status: "False",
    reason: `KubeletHasSufficient${type.replace("Pressure", "")}`,
    message: `kubelet has no ${type}`,
    ...stamps,
  }));
  const ready = { type: "Ready", status: "True", reason: "KubeletReady", ...stamps };
  return [...pressures, { ...ready, message: "kubelet is posting ready status" }];
}

/** Reports that the nodes are alive. Without this, they count as lost after 50 seconds. */
async function renewNodes(client: KubernetesClient): Promise<void> {
  for (const { name } of NODES) {
    const body = { status: { conditions: conditions() } };
    await client.request("PATCH", `/api/v1/nodes/${name}/status`, body, MERGE);
  }
}

/** Makes all nodes refuse new pods, or accept them again. If they refuse, the real scheduler reports why. */
export async function setSchedulable(
  client: KubernetesClient,
  schedulable: boolean,
): Promise<void> {
  for (const { name } of NODES) {
    await client.request(
      "PATCH",
      `/api/v1/nodes/${name}`,
      { spec: { unschedulable: !schedulable } },
      MERGE,
    );
  }
}
