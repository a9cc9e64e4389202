import { isFields, type Fields } from "../patch.ts";
import { fieldsIn, setDefault, under } from "./pods.ts";

/** Addresses that a Service gets; both come from the store, which knows what is taken. */
export interface Allocation {
  clusterAddress(): string;
  nodePort(): number;
}

export function defaultService({ spec }: { spec: Fields }, allocation: Allocation): void {
  setDefault(spec, "type", "ClusterIP");
  setDefault(spec, "sessionAffinity", "None");
  if (spec["type"] === "ExternalName") return;
  for (const port of fieldsIn(spec, "ports")) {
    setDefault(port, "protocol", "TCP");
    setDefault(port, "targetPort", port["port"]);
  }
  if (spec["clusterIP"] === undefined || spec["clusterIP"] === "")
    spec["clusterIP"] = allocation.clusterAddress();
  setDefault(spec, "clusterIPs", [spec["clusterIP"]]);
  setDefault(spec, "internalTrafficPolicy", "Cluster");
  setDefault(spec, "ipFamilies", ["IPv4"]);
  setDefault(spec, "ipFamilyPolicy", "SingleStack");
  if (spec["type"] === "ClusterIP") return;
  setDefault(spec, "externalTrafficPolicy", "Cluster");
  if (spec["type"] === "LoadBalancer") setDefault(spec, "allocateLoadBalancerNodePorts", true);
  for (const port of fieldsIn(spec, "ports")) setDefault(port, "nodePort", allocation.nodePort());
}

export function defaultNetworkPolicy({ spec }: { spec: Fields }): void {
  setDefault(spec, "podSelector", {});
  const types = ["Ingress", ...(spec["egress"] === undefined ? [] : ["Egress"])];
  setDefault(spec, "policyTypes", types);
  for (const direction of ["ingress", "egress"])
    for (const rule of fieldsIn(spec, direction))
      for (const port of fieldsIn(rule, "ports")) setDefault(port, "protocol", "TCP");
}

/** A role reference's group is the only one there is, and so are the groups of subjects. */
export function defaultBinding(binding: Fields): void {
  const reference = binding["roleRef"];
  if (isFields(reference)) setDefault(reference, "apiGroup", "rbac.authorization.k8s.io");
  for (const subject of fieldsIn(binding, "subjects"))
    if (subject["kind"] === "User" || subject["kind"] === "Group")
      setDefault(subject, "apiGroup", "rbac.authorization.k8s.io");
}

export function defaultClaim(
  claim: Fields & { spec: Fields },
  storageClass: string | undefined,
): void {
  setDefault(claim.spec, "volumeMode", "Filesystem");
  if (storageClass !== undefined) setDefault(claim.spec, "storageClassName", storageClass);
  const metadata = under(claim, "metadata");
  setDefault(metadata, "finalizers", ["kubernetes.io/pvc-protection"]);
}

export function defaultAutoscaler({ spec }: { spec: Fields }): void {
  setDefault(spec, "minReplicas", 1);
  setDefault(spec, "metrics", [
    {
      type: "Resource",
      resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
    },
  ]);
}
