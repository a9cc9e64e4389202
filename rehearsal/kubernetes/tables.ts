import type { Kind } from "./kinds.ts";
import type {
  DaemonSet,
  Deployment,
  Ingress,
  Job,
  KubernetesEvent,
  KubernetesObject,
  Node,
  Pod,
  ReplicaSet,
  Service,
  StatefulSet,
} from "./objects.ts";
import { isSidecar } from "./kubelet/status.ts";

type Cell = string | number;
type Column = [title: string, cell: (object: never) => Cell];

/** How long ago, as kubectl writes it. */
export function age(time: string | undefined, now = Date.now()): string {
  if (time === undefined) return "<unknown>";
  const seconds = Math.max(0, Math.floor((now - Date.parse(time)) / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 600)
    return `${Math.floor(seconds / 60)}m${seconds % 60 === 0 ? "" : `${seconds % 60}s`}`;
  if (seconds < 3 * 3600) return `${Math.floor(seconds / 60)}m`;
  return seconds < 48 * 3600 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86400)}d`;
}

interface Filled extends KubernetesObject {
  type?: string;
  data?: object;
  binaryData?: object;
}
const sizeOf = (data: object | undefined) => Object.keys(data ?? {}).length;

const of = (counted: number | undefined, wanted: number) => `${counted ?? 0}/${wanted}`;

const COLUMNS: Record<string, Column[]> = {
  pods: [
    [
      "Ready",
      (pod: Pod) =>
        of(
          pod.status.containerStatuses?.filter(({ ready }) => ready).length,
          pod.spec.containers.length,
        ),
    ],
    ["Status", (pod: Pod) => podStatus(pod)],
    [
      "Restarts",
      (pod: Pod) =>
        (pod.status.containerStatuses ?? []).reduce((sum, item) => sum + item.restartCount, 0),
    ],
  ],
  deployments: [
    ["Ready", ({ spec, status }: Deployment) => of(status.readyReplicas, spec.replicas)],
    ["Up-to-date", ({ status }: Deployment) => status.updatedReplicas ?? 0],
    ["Available", ({ status }: Deployment) => status.availableReplicas ?? 0],
  ],
  replicasets: [
    ["Desired", ({ spec }: ReplicaSet) => spec.replicas],
    ["Current", ({ status }: ReplicaSet) => status.replicas ?? 0],
    ["Ready", ({ status }: ReplicaSet) => status.readyReplicas ?? 0],
  ],
  statefulsets: [
    ["Ready", ({ spec, status }: StatefulSet) => of(status.readyReplicas, spec.replicas)],
  ],
  daemonsets: [
    ["Desired", ({ status }: DaemonSet) => Number(status["desiredNumberScheduled"] ?? 0)],
    ["Current", ({ status }: DaemonSet) => Number(status["currentNumberScheduled"] ?? 0)],
    ["Ready", ({ status }: DaemonSet) => Number(status["numberReady"] ?? 0)],
    ["Up-to-date", ({ status }: DaemonSet) => Number(status["updatedNumberScheduled"] ?? 0)],
    ["Available", ({ status }: DaemonSet) => Number(status["numberAvailable"] ?? 0)],
  ],
  jobs: [
    ["Status", ({ status }: Job) => status.conditions?.at(-1)?.type ?? "Running"],
    ["Completions", ({ spec, status }: Job) => of(status.succeeded, spec.completions ?? 1)],
  ],
  services: [
    ["Type", ({ spec }: Service) => spec.type],
    ["Cluster-IP", ({ spec }: Service) => spec.clusterIP ?? "<none>"],
    [
      "External-IP",
      ({ spec, status }: Service) =>
        status.loadBalancer.ingress?.[0]?.hostname ??
        (spec.type === "LoadBalancer" ? "<pending>" : "<none>"),
    ],
    [
      "Port(s)",
      ({ spec }: Service) =>
        (spec.ports ?? []).map(({ port, protocol }) => `${port}/${protocol}`).join(","),
    ],
  ],
  ingresses: [
    ["Class", ({ spec }: Ingress) => spec.ingressClassName ?? "<none>"],
    ["Address", ({ status }: Ingress) => status.loadBalancer.ingress?.[0]?.hostname ?? ""],
  ],
  configmaps: [["Data", ({ data, binaryData }: Filled) => sizeOf(data) + sizeOf(binaryData)]],
  secrets: [
    ["Type", ({ type }: Filled) => type ?? "Opaque"],
    ["Data", ({ data }: Filled) => sizeOf(data)],
  ],
  namespaces: [
    ["Status", ({ status }: KubernetesObject & { status: { phase: string } }) => status.phase],
  ],
  nodes: [
    [
      "Status",
      ({ status }: Node) =>
        status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True")
          ? "Ready"
          : "NotReady",
    ],
  ],
  events: [
    [
      "Last Seen",
      ({ lastTimestamp, eventTime }: KubernetesEvent) =>
        age(lastTimestamp ?? eventTime ?? undefined),
    ],
    ["Type", ({ type }: KubernetesEvent) => type],
    ["Reason", ({ reason }: KubernetesEvent) => reason],
    [
      "Object",
      ({ involvedObject: { kind, name } }: KubernetesEvent) => `${kind.toLowerCase()}/${name}`,
    ],
    ["Message", ({ message }: KubernetesEvent) => message],
  ],
};

/** The one word that kubectl shows for a pod. */
export function podStatus({ metadata, spec, status }: Pod): string {
  if (metadata.deletionTimestamp !== undefined) return "Terminating";
  const init = status.initContainerStatuses ?? [];
  const sidecars = new Set((spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name));
  const open = init.find(({ name, state, started }) =>
    sidecars.has(name) ? !started : state.terminated?.exitCode !== 0,
  );
  if (open !== undefined) {
    const why = open.state.waiting?.reason ?? open.state.terminated?.reason;
    const plain = why === undefined || why === "PodInitializing";
    return plain ? `Init:${init.indexOf(open)}/${init.length}` : `Init:${why}`;
  }
  const states = (status.containerStatuses ?? []).map(
    ({ state }) => state.waiting?.reason ?? state.terminated?.reason,
  );
  return states.find((reason) => reason !== undefined) ?? status.reason ?? status.phase;
}

/** A list as the table that kubectl asks for. */
export function tableOf(kind: Kind, items: KubernetesObject[], metadata: object): object {
  const own = COLUMNS[kind.plural] ?? [];
  const hasAge = kind.plural !== "events";
  const column = (name: string, format = "") => ({
    name,
    type: "string",
    format,
    description: "",
    priority: 0,
  });
  const named = kind.plural === "events" ? [] : [column("Name", "name")];
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions: [
      ...named,
      ...own.map(([title]) => column(title)),
      ...(hasAge ? [column("Age")] : []),
    ],
    rows: items.map((object) => ({
      cells: [
        ...(named.length === 0 ? [] : [object.metadata.name]),
        ...own.map(([, cell]) => cell(object as never)),
        ...(hasAge ? [age(object.metadata.creationTimestamp)] : []),
      ],
      object: metadataOf(object),
    })),
  };
}

/** Only an object's metadata, for clients that ask for no more. */
export function metadataOf({ metadata }: KubernetesObject): object {
  return { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata };
}

export function metadataList(list: { metadata: object; items: KubernetesObject[] }): object {
  return {
    kind: "PartialObjectMetadataList",
    apiVersion: "meta.k8s.io/v1",
    metadata: list.metadata,
    items: list.items.map(metadataOf),
  };
}

export const wantsMetadata = (accept: string): boolean =>
  /as=PartialObjectMetadata(?:List)?(?:;|$)/.test(accept.split(",")[0] ?? "");

export function wantsTable(accept: string): boolean {
  return /as=Table/.test(accept);
}
