import type { Redact } from "../../../lib/redact/redactor.ts";
import type { Json, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { isObject, own, stringify } from "../../../lib/terraform/values.ts";
import { isBlankInside } from "../changes/side.ts";
import type { Opening } from "./opening.ts";

/**
 * What a Kubernetes network policy lets in that it did not before. What is empty in it selects everything, and a rule
 * without sources lets everything in. https://kubernetes.io/docs/concepts/services-networking/network-policies
 */
export function networkPolicyOpenings(change: ResourceChange, redact: Redact): Opening[] {
  const old = rulesOf(change.change.before);
  return rulesOf(change.change.after).flatMap((rule, at) => {
    if (old.some((before) => isNoWider(rule, before))) return [];
    return widthsOf(rule, redact).map((text): Opening => ({
      change,
      difference: {
        steps: ["spec", 0, "ingress", at],
        before: { kind: "absent" },
        after: { kind: "absent" },
        forces: false,
      },
      text,
    }));
  });
}

/** Whether a rule lets in no more than another one: it is the same, with more ranges that are left out. */
function isNoWider(rule: Json, before: Json): boolean {
  const [peers, old] = [listOf(rule, "from"), listOf(before, "from")];
  return (
    stringify(withoutExceptions(rule)) === stringify(withoutExceptions(before)) &&
    old.every((peer, at) => {
      const kept = new Set(exceptionsOf(peers[at] ?? null));
      return exceptionsOf(peer).every((range) => kept.has(range));
    })
  );
}

const withoutExceptions = (rule: Json): Json => {
  if (!isObject(rule)) return rule;
  const from = listOf(rule, "from").map((peer) =>
    isObject(peer)
      ? {
          ...peer,
          ip_block: listOf(peer, "ip_block").map((block) =>
            isObject(block) ? { ...block, except: [] } : block,
          ),
        }
      : peer,
  );
  return { ...rule, from };
};

/** Ranges inside of a peer's range that may not come in. */
function exceptionsOf(peer: Json): string[] {
  const [block] = listOf(peer, "ip_block");
  const ranges = isObject(block) ? own(block, "except") : undefined;
  return Array.isArray(ranges) ? ranges.filter((range) => typeof range === "string") : [];
}

/** What is left of the internet; undefined when it is nothing. */
function internetWithout(exceptions: readonly string[], redact: Redact): string | undefined {
  const isWhole = (range: string) => range.endsWith("/0");
  const hasBoth = (a: string, b: string) => exceptions.includes(a) && exceptions.includes(b);
  if (
    exceptions.some(isWhole) ||
    hasBoth("0.0.0.0/1", "128.0.0.0/1") ||
    hasBoth("::/1", "8000::/1")
  )
    return undefined;
  if (exceptions.length === 0) return "the whole internet may come in";
  const named = exceptions.slice(0, NAMED).map(redact).join(", ");
  const more = exceptions.length > NAMED ? ` and ${exceptions.length - NAMED} more ranges` : "";
  return `the whole internet but ${named}${more} may come in`;
}

/** Ranges that a line names. */
const NAMED = 3;

function widthsOf(rule: Json, redact: Redact): string[] {
  const peers = listOf(rule, "from");
  if (peers.length === 0) return ["everything may come in"];
  return peers.flatMap((peer) => {
    const [block] = listOf(peer, "ip_block");
    const cidr = isObject(block) ? own(block, "cidr") : undefined;
    if (typeof cidr === "string" && /\/0$/.test(cidr))
      return internetWithout(exceptionsOf(peer), redact) ?? [];
    const [namespaces] = listOf(peer, "namespace_selector");
    const [pods] = listOf(peer, "pod_selector");
    const everyPod = pods === undefined || isBlankInside(pods);
    if (namespaces !== undefined && isBlankInside(namespaces) && everyPod)
      return ["the pods of all namespaces may come in"];
    if (namespaces === undefined && pods !== undefined && everyPod)
      return ["all pods of the namespace may come in"];
    return [];
  });
}

const rulesOf = (object: Json | undefined): Json[] => listOf(listOf(object, "spec")[0], "ingress");

/** Blocks of a name: the provider writes each kind of block as a list, also where there is one at the most. */
function listOf(value: Json | undefined, name: string): Json[] {
  const list = isObject(value) ? own(value, name) : undefined;
  return Array.isArray(list) ? list : [];
}
