import type { Json, JsonObject } from "./json.ts";

/** What generated names are made of: no vowels, no digits that look like one. */
const SAFE = "[bcdfghjklmnpqrstvwxz2456789]";
const REWRITES: readonly [RegExp, string][] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<uid>"],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "<time>"],
  [
    new RegExp(`-(?:[0-9a-f]{8,10}|${SAFE}{8,10})(-${SAFE}{5})?(?![A-Za-z0-9])`, "g"),
    "-<generated>",
  ],
  [new RegExp(`-${SAFE}{5}(?![A-Za-z0-9])`, "g"), "-<generated>"],
  // Each case has a namespace of its own, numbered in their order.
  [/\bfleet-\d+\b/g, "<namespace>"],
  [/\bip-10-0-\d+-\d+\.eu-west-1\.compute\.internal/g, "<node>"],
  // Which of two nodes a pod comes to is up to the scheduler.
  [/\beu-west-1[ab]\b/g, "<zone>"],
  [/\bback-off (\d+[ms])+/g, "back-off <delay>"],
  [/ in \S+ \(\S+ including waiting\)\. Image size: \d+ bytes/g, " in <time>"],
  [/\bresourceVersion:\s*\d+/g, "resourceVersion: <version>"],
];
/** Fields whose value depends on when and where it was made, by name. */
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
 * Replaces what no two clusters have in common: uids, versions, times, addresses, generated names. Leaves
 * managedFields out: the rehearsal does not keep them.
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

/** `None` is a choice, every other address is an accident. */
const varies = (key: string, child: Json | undefined): boolean =>
  VARYING.has(key) && !JSON.stringify(child).includes("None") && child !== "";

function rewrite(text: string): string {
  return REWRITES.reduce((result, [pattern, by]) => result.replace(pattern, by), text);
}
