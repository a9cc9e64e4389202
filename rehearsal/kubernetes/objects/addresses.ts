import type { Store } from "./store.ts";

// By default, EKS assigns Services addresses from 10.100.0.0/16.
const SERVICES = "10.100";
const FIRST_NODE_PORT = 30000;

export function clusterAddress(store: Store): string {
  const taken = store.list("services").map(({ spec }) => spec.clusterIP ?? "");
  return nextFree(SERVICES, taken);
}

export function nodePort(store: Store): number {
  const ports = store.list("services").flatMap(({ spec }) => spec.ports ?? []);
  return Math.max(FIRST_NODE_PORT, ...ports.map((port) => port.nodePort ?? 0)) + 1;
}

/** Returns the address above the highest address in use, so that an address is not reused soon. */
function nextFree(prefix: string, taken: string[]): string {
  const numbers = taken
    .filter((address) => address.startsWith(`${prefix}.`))
    .map((address) => address.split(".").slice(2).map(Number))
    .map(([high = 0, low = 0]) => high * 256 + low);
  const next = Math.max(265, ...numbers) + 1;
  return `${prefix}.${Math.floor(next / 256)}.${next % 256}`;
}
