import type { Cluster } from "../objects/cluster.ts";
import type { KubernetesObject } from "../objects/types.ts";
import type { Controller } from "./loop.ts";

/** The Ingress classes that have a controller in the cluster. */
const INGRESS_CLASSES = ["alb"];

/** Gives Services of type LoadBalancer, and Ingresses of a known class, the address of a load balancer. */
export const loadBalancers: Controller = {
  name: "load-balancers",
  delay: (cluster) => cluster.delays.balancerMs,
  keys: ({ plural, object, type }) =>
    type !== "DELETED" && (plural === "services" || plural === "ingresses")
      ? [`${plural}/${object.metadata.namespace ?? ""}~${object.metadata.name}`]
      : [],
  reconcile(cluster, plural, path) {
    const [namespace, name = ""] = path.split("~");
    if (plural === "services") balanceService(cluster, namespace, name);
    else balanceIngress(cluster, namespace, name);
    return undefined;
  },
};

/** Returns a unique host name for each load balancer: two clusters can have load balancers of the same name. */
const hostnameOf = ({ namespace = "", name, uid }: KubernetesObject["metadata"]) =>
  `k8s-${namespace}-${name}-${uid.replaceAll("-", "").slice(0, 10)}.eu-west-1.elb.amazonaws.com`;

function balanceService(cluster: Cluster, namespace: string | undefined, name: string): void {
  const service = cluster.store.get("services", namespace, name);
  if (service?.spec.type !== "LoadBalancer" || service.status.loadBalancer.ingress !== undefined)
    return;
  const ingress = [{ hostname: hostnameOf(service.metadata) }];
  cluster.update(
    "services",
    service,
    ({ status }) => (status.loadBalancer = { ingress }),
    "status",
  );
  const message = "Successfully reconciled";
  cluster.record(service, { reason: "SuccessfullyReconciled", message, component: "service" });
}

function balanceIngress(cluster: Cluster, namespace: string | undefined, name: string): void {
  const ingress = cluster.store.get("ingresses", namespace, name);
  if (ingress === undefined || ingress.status.loadBalancer.ingress !== undefined) return;
  const wanted =
    ingress.spec.ingressClassName ?? ingress.metadata.annotations?.["kubernetes.io/ingress.class"];
  // If its class has no controller, an Ingress never gets an address.
  if (wanted === undefined || !INGRESS_CLASSES.includes(wanted)) return;
  const hostname = hostnameOf(ingress.metadata);
  cluster.update(
    "ingresses",
    ingress,
    ({ status }) => (status.loadBalancer = { ingress: [{ hostname }] }),
    "status",
  );
  const message = "Successfully reconciled";
  cluster.record(ingress, { reason: "SuccessfullyReconciled", message, component: "ingress" });
}
