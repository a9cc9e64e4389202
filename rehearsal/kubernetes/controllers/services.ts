import { isDeepStrictEqual } from "node:util";
import type { Cluster } from "../cluster.ts";
import { templateHash, timestamp } from "../names.ts";
import type { Pod, Service, ServicePort } from "../objects.ts";
import { selects } from "../selectors.ts";
import { keyOf, ownedBy, type Controller } from "./controller.ts";
import { isReady } from "./pods.ts";

/** Keeps a Service's Endpoints and EndpointSlice in step with its pods. */
export const endpoints: Controller = {
  name: "endpoints",
  keys({ plural, object, previous }, { store }) {
    if (plural === "services") return [keyOf(object)];
    if (plural !== "pods") return [];
    return store
      .list("services", object.metadata.namespace)
      .filter(({ spec }) =>
        [object, previous].some(
          (pod) => pod !== undefined && chosen(spec.selector, pod.metadata.labels),
        ),
      )
      .map(keyOf);
  },
  reconcile(cluster, namespace, name) {
    const service = cluster.store.get("services", namespace, name);
    const known = cluster.store.get("endpoints", namespace, name);
    if (service === undefined) {
      if (known !== undefined) cluster.remove("endpoints", namespace, name);
      return;
    }
    if (service.spec.selector === undefined || service.metadata.deletionTimestamp !== undefined)
      return;
    const pods = cluster.store
      .list("pods", namespace)
      .filter(
        (pod) =>
          chosen(service.spec.selector, pod.metadata.labels) && pod.status.podIP !== undefined,
      )
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    writeEndpoints(cluster, service, pods);
    writeSlice(cluster, service, pods);
  },
};

function chosen(
  selector: Record<string, string> | undefined,
  labels: Record<string, string> | undefined,
): boolean {
  return selector !== undefined && selects({ matchLabels: selector }, labels);
}

function addressOf(pod: Pod) {
  const { name, namespace, uid } = pod.metadata;
  const target = { kind: "Pod", name, namespace, uid };
  return { ip: pod.status.podIP ?? "", nodeName: pod.spec.nodeName, targetRef: target };
}

/** The number behind a named target port, from the first pod that has such a port. */
function portNumber({ targetPort }: ServicePort, pods: Pod[]): number | undefined {
  if (typeof targetPort === "number") return targetPort;
  const ports = pods
    .flatMap(({ spec }) => spec.containers)
    .flatMap((container) => container.ports ?? []);
  return ports.find(({ name }) => name === targetPort)?.containerPort;
}

function portsOf(service: Service, pods: Pod[]) {
  return (service.spec.ports ?? []).flatMap((port) => {
    const number = portNumber(port, pods);
    const { name, protocol } = port;
    return number === undefined
      ? []
      : [{ ...(name === undefined ? {} : { name }), port: number, protocol }];
  });
}

function labelsOf(service: Service, managed: Record<string, string>): Record<string, string> {
  const headless =
    service.spec.clusterIP === "None" ? { "service.kubernetes.io/headless": "" } : {};
  return { ...service.metadata.labels, ...managed, ...headless };
}

function writeEndpoints(cluster: Cluster, service: Service, pods: Pod[]): void {
  const serving = (pod: Pod) => isReady(pod) || service.spec.publishNotReadyAddresses === true;
  const ready = pods.filter(serving).map(addressOf);
  const waiting = pods.filter((pod) => !serving(pod)).map(addressOf);
  const subset = {
    ...(ready.length === 0 ? {} : { addresses: ready }),
    ...(waiting.length === 0 ? {} : { notReadyAddresses: waiting }),
    ports: portsOf(service, pods),
  };
  const body = pods.length === 0 ? {} : { subsets: [subset] };
  const labels = labelsOf(service, { "endpoints.kubernetes.io/managed-by": "endpoint-controller" });
  write(cluster, "endpoints", service, service.metadata.name, labels, body);
}

function writeSlice(cluster: Cluster, service: Service, pods: Pod[]): void {
  const items = pods.map((pod) => {
    const { ip, nodeName, targetRef } = addressOf(pod);
    const ready = isReady(pod);
    return {
      addresses: [ip],
      conditions: { ready, serving: ready, terminating: false },
      nodeName,
      targetRef,
    };
  });
  const ports = portsOf(service, pods).map((port) => ({ name: "", ...port }));
  const labels = labelsOf(service, {
    "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
    "kubernetes.io/service-name": service.metadata.name,
  });
  const name = `${service.metadata.name}-${templateHash(service.metadata.uid).slice(0, 5)}`;
  const body = {
    addressType: "IPv4",
    endpoints: items.length === 0 ? null : items,
    ports: items.length === 0 ? null : ports,
  };
  write(cluster, "endpointslices", service, name, labels, body);
}

function write(
  cluster: Cluster,
  plural: string,
  service: Service,
  name: string,
  labels: Record<string, string>,
  body: object,
): void {
  const { namespace } = service.metadata;
  const owners = plural === "endpoints" ? {} : { ownerReferences: ownedBy(service) };
  const known = cluster.store.get(plural, namespace, name);
  const annotations = { "endpoints.kubernetes.io/last-change-trigger-time": timestamp() };
  const metadata = { name, namespace, labels, annotations, ...owners };
  if (known === undefined) {
    if (cluster.store.get("namespaces", undefined, namespace ?? "")?.status.phase === "Active")
      cluster.create(plural, { metadata, ...body });
    return;
  }
  const { apiVersion, kind } = known;
  const draft = { ...body, apiVersion, kind, metadata: { ...known.metadata, labels } };
  if (!isDeepStrictEqual(draft, known)) cluster.replace(plural, draft);
}

/** Gives Services of type LoadBalancer and Ingresses of a known class the address of a load balancer. */
export const balancers: Controller = {
  name: "balancers",
  delay: (cluster) => cluster.pace.balancerMs,
  keys: ({ plural, object, type }) =>
    type !== "DELETED" && (plural === "services" || plural === "ingresses")
      ? [`${plural}/${object.metadata.namespace ?? ""}~${object.metadata.name}`]
      : [],
  reconcile(cluster, plural, path) {
    const [namespace, name = ""] = path.split("~");
    if (plural === "services") balanceService(cluster, namespace, name);
    else balanceIngress(cluster, namespace, name);
  },
};

const hostnameOf = (namespace: string | undefined, name: string, kind: string) =>
  `k8s-${namespace ?? ""}-${name}-${templateHash([namespace, name]).slice(0, 10)}.${kind}.eu-west-1.amazonaws.com`;

function balanceService(cluster: Cluster, namespace: string | undefined, name: string): void {
  const service = cluster.store.get("services", namespace, name);
  if (service?.spec.type !== "LoadBalancer" || service.status.loadBalancer.ingress !== undefined)
    return;
  const ingress = [{ hostname: hostnameOf(namespace, name, "elb") }];
  cluster.change(
    "services",
    service,
    ({ status }) => (status.loadBalancer = { ingress }),
    "status",
  );
  const say = (reason: string, message: string) =>
    cluster.record(service, { reason, message, component: "service" });
  say("SuccessfullyReconciled", "Successfully reconciled");
}

function balanceIngress(cluster: Cluster, namespace: string | undefined, name: string): void {
  const ingress = cluster.store.get("ingresses", namespace, name);
  if (ingress === undefined || ingress.status.loadBalancer.ingress !== undefined) return;
  const wanted =
    ingress.spec.ingressClassName ?? ingress.metadata.annotations?.["kubernetes.io/ingress.class"];
  const classes = cluster.store.list("ingressclasses").map(({ metadata }) => metadata.name);
  // Without a controller for its class an Ingress stays without an address, for ever.
  if (wanted === undefined || !classes.includes(wanted)) return;
  const hostname = hostnameOf(namespace, name, "elb");
  cluster.change(
    "ingresses",
    ingress,
    ({ status }) => (status.loadBalancer = { ingress: [{ hostname }] }),
    "status",
  );
  const message = "Successfully reconciled";
  cluster.record(ingress, { reason: "SuccessfullyReconciled", message, component: "ingress" });
}
