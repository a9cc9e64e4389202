import type { Json, JsonObject } from "./json.ts";

/** Characters of generated names: no vowels, no digits that look like vowels. */
const SAFE = "[bcdfghjklmnpqrstvwxz2456789]";
const REWRITES: readonly [RegExp, string][] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<uid>"],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "<time>"],
  [
    new RegExp(`-(?:[0-9a-f]{8,10}|${SAFE}{8,10})(-${SAFE}{5})?(?![A-Za-z0-9])`, "g"),
    "-<generated>",
  ],
  [new RegExp(`-${SAFE}{5}(?![A-Za-z0-9])`, "g"), "-<generated>"],
  // Each case has its own namespace. The namespaces are numbered in the order of the cases.
  [/\bfleet-\d+\b/g, "<namespace>"],
  [/\bip-10-0-\d+-\d+\.eu-west-1\.compute\.internal/g, "<node>"],
  // The scheduler decides which of the two nodes gets a pod.
  [/\beu-west-1[ab]\b/g, "<zone>"],
  [/\bback-off (\d+[ms])+/g, "back-off <delay>"],
  [/ in \S+ \(\S+ including waiting\)\. Image size: \d+ bytes/g, " in <time>"],
  [/\bresourceVersion:\s*\d+/g, "resourceVersion: <version>"],
];
/** Names of fields whose value depends on when and where it was made. */
const VARYING = new Set([
  "uid",
  "resourceVersion",
  "clusterIP",
  "clusterIPs",
  "podIP",
  "podIPs",
  "hostIP",
  "hostIPs",
  "nodePort",
  "containerID",
  "imageID",
  "pod-template-hash",
  "controller-revision-hash",
  "controller-uid",
  "batch.kubernetes.io/controller-uid",
  "continue",
]);

/**
 * Replaces values that differ between clusters: uids, versions, times, addresses, generated names. Leaves out
 * managedFields, because the rehearsal does not keep them.
 */
export function normalise(value: Json | undefined): Json {
  if (value === undefined) return null;
  if (typeof value === "string") return rewrite(value);
  if (Array.isArray(value)) return value.map(normalise);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value)
    .filter(([key, child]) => key !== "managedFields" && child !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, child]) => [rewrite(key), varies(key, child) ? "<varies>" : normalise(child)]);
  return Object.fromEntries(entries) as JsonObject;
}

/**
 * Returns whether a value varies. An address `None` is chosen by the author of the object; all other addresses are
 * random.
 */
const varies = (key: string, child: Json | undefined): boolean =>
  VARYING.has(key) && !JSON.stringify(child).includes("None") && child !== "";

function rewrite(text: string): string {
  return REWRITES.reduce((result, [pattern, by]) => result.replace(pattern, by), text);
}
