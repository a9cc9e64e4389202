import type { Cluster } from "./cluster.ts";
import { VERSION } from "./discovery.ts";
import { timestamp } from "./names.ts";

const NAMESPACES = ["default", "kube-node-lease", "kube-public", "kube-system"];
const NODES = [
  { address: "10.0.1.10", zone: "eu-west-1a" },
  { address: "10.0.2.10", zone: "eu-west-1b" },
];
const ROOM = { cpu: "3920m", memory: "15147Mi", pods: "58", "ephemeral-storage": "18Gi" };

/** What a new EKS cluster with one node group and the load balancer controller already holds. */
export function seed(cluster: Cluster): void {
  for (const name of NAMESPACES) cluster.create("namespaces", { metadata: { name } });
  for (const { address, zone } of NODES) createNode(cluster, address, zone);
  cluster.create("ingressclasses", {
    metadata: { name: "alb" },
    spec: { controller: "ingress.k8s.aws/alb" },
  });
  cluster.create("storageclasses", {
    metadata: {
      name: "gp2",
      annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
    },
    provisioner: "kubernetes.io/aws-ebs",
    volumeBindingMode: "WaitForFirstConsumer",
    parameters: { type: "gp2", fsType: "ext4" },
  });
}

function createNode(cluster: Cluster, address: string, zone: string): void {
  const name = `ip-${address.replaceAll(".", "-")}.eu-west-1.compute.internal`;
  const node = cluster.create("nodes", {
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
  });
  const now = timestamp();
  const ready = {
    type: "Ready",
    status: "True" as const,
    reason: "KubeletReady",
    message: "kubelet is posting ready status",
    lastTransitionTime: now,
  };
  cluster.change(
    "nodes",
    node,
    (draft) => {
      draft.status = {
        capacity: { ...ROOM, cpu: "4" },
        allocatable: ROOM,
        conditions: [ready],
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
      };
    },
    "status",
  );
}
