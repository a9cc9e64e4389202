import { isFields, type Fields } from "./patch.ts";

// By which fields the elements of a list are told apart, in a strategic patch and in server-side apply. The API's
// OpenAPI document says it as x-kubernetes-patch-merge-key and x-kubernetes-list-map-keys.
const KEYS: Record<string, string[][]> = {
  containers: [["name"]],
  initContainers: [["name"]],
  ephemeralContainers: [["name"]],
  env: [["name"]],
  volumes: [["name"]],
  volumeMounts: [["mountPath"]],
  volumeDevices: [["devicePath"]],
  imagePullSecrets: [["name"]],
  hostAliases: [["ip"]],
  topologySpreadConstraints: [["topologyKey", "whenUnsatisfiable"]],
  conditions: [["type"]],
  ownerReferences: [["uid"]],
  secrets: [["name"]],
  readinessGates: [["conditionType"]],
  podIPs: [["ip"]],
  taints: [["key", "effect"]],
};

const SETS = new Set(["finalizers"]);

/** The key fields of a list's elements, or undefined for a list that is replaced as a whole. */
export function keysOf(list: string, items: unknown[]): string[] | undefined {
  if (list === "ports") return portKeys(items);
  return KEYS[list]?.[0];
}

// A container's ports go by containerPort, a Service's by port.
function portKeys(items: unknown[]): string[] {
  const container = items.some((item) => isFields(item) && "containerPort" in item);
  return container ? ["containerPort", "protocol"] : ["port", "protocol"];
}

/** Whether a list is a set of plain values, merged by union. */
export function isSet(list: string): boolean {
  return SETS.has(list);
}

/** The text that tells one element from another: its key fields in order. */
export function identity(item: unknown, keys: string[]): string {
  const fields: Fields = isFields(item) ? item : {};
  const values = keys.map((key) => [key, fields[key] ?? (key === "protocol" ? "TCP" : undefined)]);
  return JSON.stringify(Object.fromEntries(values));
}
