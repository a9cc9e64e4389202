import type { Cluster } from "./objects/cluster.ts";
import { timestamp } from "./objects/names.ts";
import { VERSION } from "./server/api.ts";

const NAMESPACES = ["default", "kube-node-lease", "kube-public", "kube-system"];
const NODES = [
  { address: "10.0.1.10", zone: "eu-west-1a" },
  { address: "10.0.2.10", zone: "eu-west-1b" },
];
const ROOM = { cpu: "3920m", memory: "15147Mi", pods: "58", "ephemeral-storage": "18Gi" };

/** Creates what a new EKS cluster with one node group already contains. */
export function seedCluster(cluster: Cluster): void {
  for (const name of NAMESPACES) cluster.create("namespaces", { metadata: { name } });
  for (const { address, zone } of NODES) createNode(cluster, address, zone);
}

function createNode(cluster: Cluster, address: string, zone: string): void {
  const name = `ip-${address.replaceAll(".", "-")}.eu-west-1.compute.internal`;
  cluster.create("nodes", {
    metadata: {
      name,
      labels: {
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": "m6i.xlarge",
        "topology.kubernetes.io/region": "eu-west-1",
        "topology.kubernetes.io/zone": zone,
      },
    },
    spec: { providerID: `aws:///${zone}/i-0${address.replaceAll(".", "").padEnd(16, "0")}` },
    status: {
      capacity: { ...ROOM, cpu: "4" },
      allocatable: ROOM,
      conditions: [
        {
          type: "Ready",
          status: "True",
          reason: "KubeletReady",
          message: "kubelet is posting ready status",
          lastTransitionTime: timestamp(),
        },
      ],
      addresses: [
        { type: "InternalIP", address },
        { type: "Hostname", address: name },
      ],
      nodeInfo: {
        architecture: "amd64",
        operatingSystem: "linux",
        kubeletVersion: VERSION.gitVersion,
        containerRuntimeVersion: "containerd://2.1.4",
      },
    },
  });
}
