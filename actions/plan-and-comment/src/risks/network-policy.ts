import type { Redact } from "../../../lib/redact/redactor.ts";
import type { Json, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { isObject, own } from "../../../lib/terraform/values.ts";
import type { Difference } from "../changes/difference.ts";
import { isBlankInside } from "../changes/side.ts";
import type { Finding } from "./finding.ts";
import { EVERY_PROTOCOL, FIRST_PORT, LAST_PORT, numberOfPorts, portsAdded } from "./ports.ts";
import type { Ports } from "./ports.ts";

/** A source of a rule through which many may come in, and the ports that they may reach. */
interface Entrance {
  /** Index of the rule. */
  at: number;
  who: Who;
  ports: readonly Ports[];
}

type Who =
  | { kind: "everything" | "all namespaces" | "the namespace" }
  | { kind: "internet"; range: string; except: readonly string[] };

/** The sides of a difference that is an entire rule: a rule is more than a line shows. */
const OF_A_RULE: Omit<Difference, "steps"> = {
  before: { kind: "absent" },
  after: { kind: "absent" },
  forces: false,
};

/**
 * Returns what a Kubernetes network policy lets in that it did not let in before. Sources and ports are compared as
 * sets, so a rule that is moved or written differently opens nothing. A port that replaces another port for the same
 * sources opens nothing either: the workload listens on another port, and as many as before reach it. An empty selector
 * selects everything, and a rule without sources lets everything in.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies
 */
export function networkPolicyOpenings(change: ResourceChange, redact: Redact): Finding[] {
  const old = entrancesOf(change.change.before);
  const all = entrancesOf(change.change.after);
  return all.flatMap(({ at, who, ports }): Finding[] => {
    const [openBefore, openNow] = [portsFor(who, old), portsFor(who, all)];
    const added = portsAdded(ports, openBefore);
    const closed = numberOfPorts(portsAdded(openBefore, openNow));
    if (numberOfPorts(portsAdded(openNow, openBefore)) <= closed || added.length === 0) return [];
    const text = `${whoText(who, redact)} may come in${on(added, redact)}`;
    return [{ change, difference: { ...OF_A_RULE, steps: ["spec", 0, "ingress", at] }, text }];
  });
}

/** Returns every port that a source may reach, by whatever rule. */
const portsFor = (who: Who, entrances: readonly Entrance[]): Ports[] =>
  entrances.filter((one) => isAmong(who, one.who)).flatMap(({ ports }) => ports);

/** Returns whether a source is a part of another source, or the same. */
function isAmong(who: Who, all: Who): boolean {
  if (all.kind === "everything") return true;
  if (all.kind === "all namespaces") return who.kind === all.kind || who.kind === "the namespace";
  if (all.kind !== "internet" || who.kind !== "internet") return who.kind === all.kind;
  return who.range === all.range && all.except.every((one) => who.except.includes(one));
}

const entrancesOf = (object: Json | undefined): Entrance[] =>
  listOf(listOf(object, "spec")[0], "ingress").flatMap((rule, at) =>
    sourcesOf(rule).map((who) => ({ at, who, ports: portsOf(rule) })),
  );

/**
 * Returns the sources of a rule that let in many. A source that names its pods, or a limited range, is not one of them.
 */
function sourcesOf(rule: Json): Who[] {
  const peers = listOf(rule, "from");
  if (peers.length === 0) return [{ kind: "everything" }];
  return peers.flatMap((peer): Who[] => {
    const [block] = listOf(peer, "ip_block");
    const range = isObject(block) ? own(block, "cidr") : undefined;
    if (typeof range === "string" && /\/0$/.test(range)) {
      const except = exceptionsOf(peer);
      return isNothing(except) ? [] : [{ kind: "internet", range, except }];
    }
    const [namespaces] = listOf(peer, "namespace_selector");
    const [pods] = listOf(peer, "pod_selector");
    const everyPod = pods === undefined || isBlankInside(pods);
    if (namespaces !== undefined && isBlankInside(namespaces) && everyPod)
      return [{ kind: "all namespaces" }];
    return namespaces === undefined && pods !== undefined && everyPod
      ? [{ kind: "the namespace" }]
      : [];
  });
}

/** Returns the ranges inside a peer's range that may not come in. */
function exceptionsOf(peer: Json): string[] {
  const [block] = listOf(peer, "ip_block");
  const ranges = isObject(block) ? own(block, "except") : undefined;
  return Array.isArray(ranges) ? ranges.filter((range) => typeof range === "string") : [];
}

/** Returns whether the exceptions leave nothing of the internet. */
function isNothing(exceptions: readonly string[]): boolean {
  const hasBoth = (a: string, b: string) => exceptions.includes(a) && exceptions.includes(b);
  return (
    exceptions.some((range) => range.endsWith("/0")) ||
    hasBoth("0.0.0.0/1", "128.0.0.0/1") ||
    hasBoth("::/1", "8000::/1")
  );
}

/**
 * Returns the ports of a rule. A rule that names no port opens all ports of all protocols. A port without a protocol is
 * TCP.
 */
function portsOf(rule: Json): Ports[] {
  const ports = listOf(rule, "ports");
  if (ports.length === 0) return [{ protocol: EVERY_PROTOCOL, from: FIRST_PORT, to: LAST_PORT }];
  return ports.filter(isObject).map((one): Ports => {
    const [port, end] = [own(one, "port"), own(one, "end_port")];
    const protocol = textOf(own(one, "protocol")) || "TCP";
    const name = textOf(port);
    if (name === "") return { protocol, from: FIRST_PORT, to: LAST_PORT };
    if (!/^\d+$/.test(name)) return { protocol, name };
    return { protocol, from: Number(name), to: Number(textOf(end)) || Number(name) };
  });
}

/** Returns a value as a text: the provider writes numbers as texts. */
const textOf = (value: Json | undefined): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/** Maximum number of ranges and ports in a line. */
const NAMED = 3;

const named = (texts: readonly string[], more: string): string => {
  const first = texts.slice(0, NAMED).join(", ");
  return texts.length > NAMED ? `${first} and ${texts.length - NAMED} more ${more}` : first;
};

function whoText(who: Who, redact: Redact): string {
  switch (who.kind) {
    case "everything":
      return "everything";
    case "all namespaces":
      return "the pods of all namespaces";
    case "the namespace":
      return "all pods of the namespace";
    case "internet": {
      const except = named(who.except.map(redact), "ranges");
      return `the whole internet${except === "" ? "" : ` but ${except}`}`;
    }
  }
}

/** Says to which ports; "" if all ports of all protocols are open. */
function on(ports: readonly Ports[], redact: Redact): string {
  const texts = ports.map((one) => portText(one, redact));
  if (texts.includes("")) return "";
  const [first] = ports;
  const isOne =
    ports.length === 1 && first !== undefined && ("name" in first || first.from === first.to);
  return ` on ${isOne ? "port" : "ports"} ${named(texts, "ports")}`;
}

function portText(one: Ports, redact: Redact): string {
  const protocol = one.protocol === "TCP" ? "" : ` (${redact(one.protocol)})`;
  if ("name" in one) return `${redact(one.name)}${protocol}`;
  if (one.protocol === EVERY_PROTOCOL) return "";
  const { from, to } = one;
  return `${redact(String(from))}${from === to ? "" : ` to ${redact(String(to))}`}${protocol}`;
}

/**
 * Returns the blocks of a name. The provider writes each kind of block as a list, even if there is at most one block.
 */
function listOf(value: Json | undefined, name: string): Json[] {
  const list = isObject(value) ? own(value, name) : undefined;
  return Array.isArray(list) ? list : [];
}
