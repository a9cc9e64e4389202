import { ApiError, type Api } from "../api.ts";
import { timestamp } from "./pod.ts";

/** Two nodes in two zones, with the names and labels that EKS gives its nodes. */
export const NODES = [
  { name: "ip-10-0-1-10.eu-west-1.compute.internal", zone: "eu-west-1a" },
  { name: "ip-10-0-2-20.eu-west-1.compute.internal", zone: "eu-west-1b" },
] as const;

const MERGE = "application/merge-patch+json";

/** Registers the nodes and reports them ready; the API server asks `kubeletPort` for logs. */
export async function registerNodes(api: Api, kubeletPort: number, version: string): Promise<void> {
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
      await api.request("POST", "/api/v1/nodes", { metadata: { name, labels } });
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 409)) throw error;
    }
    await api.request(
      "PATCH",
      `/api/v1/nodes/${name}/status`,
      status(name, kubeletPort, version),
      MERGE,
    );
    // The node controller would take the not-ready taint away some seconds later.
    await api.request("PATCH", `/api/v1/nodes/${name}`, { spec: { taints: null } }, MERGE);
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

/** Says that the nodes are alive; without it they count as lost after 50 seconds. */
export async function renewNodes(api: Api): Promise<void> {
  for (const { name } of NODES) {
    const body = { status: { conditions: conditions() } };
    await api.request("PATCH", `/api/v1/nodes/${name}/status`, body, MERGE);
  }
}

/** Makes all nodes refuse new pods, or take them again: the real scheduler then says why. */
export async function setSchedulable(api: Api, schedulable: boolean): Promise<void> {
  for (const { name } of NODES) {
    await api.request(
      "PATCH",
      `/api/v1/nodes/${name}`,
      { spec: { unschedulable: !schedulable } },
      MERGE,
    );
  }
}
