import { pathText } from "../../../lib/terraform/attribute-path.ts";
import type { Path } from "../../../lib/terraform/attribute-path.ts";
import type { Redact } from "../../../lib/redact/redactor.ts";
import type { Json, Marks, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { isObject, marksOf, own } from "../../../lib/terraform/values.ts";
import type { JsonObject } from "../../../lib/terraform/values.ts";
import type { Difference } from "../changes/difference.ts";
import type { Finding } from "./finding.ts";
import { splitRanges } from "./lifted-ranges.ts";
import { EVERY_PROTOCOL, FIRST_PORT, LAST_PORT, portsAdded } from "./ports.ts";
import type { Ports } from "./ports.ts";

/** A range of addresses that may come in, and what it reaches. */
interface Entry {
  steps: Path;
  /** The range. */
  value: string;
  ports: Ports;
  text: string;
}

/**
 * Returns what a change newly opens to a large part of the internet. Rules are compared by what they let in, not by
 * their place: a rule of a set moves if another rule goes. If a port changes under an open range, something is opened
 * although the range stays, because the internet reaches what it did not reach before. Fewer ports, or a part of the
 * range, open nothing.
 */
export function rangeOpenings(
  change: ResourceChange,
  differences: readonly Difference[],
  redact: Redact,
): Finding[] {
  const { before, after, after_sensitive: sensitive } = change.change;
  const old = entriesOf(before, false, change.type, redact);
  return entriesOf(after, sensitive, change.type, redact)
    .filter((entry) => !wasOpen(entry, old))
    .filter((entry, at, all) => all.findIndex((one) => isSame(one, entry)) === at)
    .map(({ steps, value, text }) => {
      const place = pathText(steps);
      // A difference that goes may have had the same place in the list.
      const difference = differences.find(
        ({ steps: at, after: side }) => side.kind !== "absent" && pathText(at) === place,
      ) ?? {
        steps,
        before: { kind: "absent" },
        after: { kind: "value", value },
        forces: false,
      };
      return { change, difference, text };
    });
}

/** Returns whether two ranges have the same text and place, such as all of IPv4 and all of IPv6. */
const isSame = (a: Entry, b: Entry): boolean =>
  a.text === b.text && pathText(a.steps) === pathText(b.steps);

/** Returns whether older rules have let in everything that a rule lets in. */
function wasOpen({ steps, value, ports }: Entry, old: readonly Entry[]): boolean {
  const wider = old.filter(
    (one) => placeOf(one.steps) === placeOf(steps) && contains(one.value, value),
  );
  return (
    portsAdded(
      [ports],
      wider.map((one) => one.ports),
    ).length === 0
  );
}

/** Returns a path without indexes, which say nothing about a rule. */
const placeOf = (steps: Path): string =>
  JSON.stringify(steps.filter((step) => typeof step !== "number"));

/** A range that is a large part of the internet. */
interface LargeRange {
  version: 4 | 6;
  /** The first octet of its addresses. In all of them, the first `bits` bits are the same. */
  octet: number;
  bits: number;
}

function largeRangeOf(range: string): LargeRange | undefined {
  const [, octet, bits] = /^(\d{1,3})(?:\.\d{1,3}){3}\/([0-7])$/.exec(range) ?? [];
  if (octet !== undefined) return { version: 4, octet: Number(octet), bits: Number(bits) };
  const [, group, length] = /^([\da-f]{0,4})::\/([0-7])$/i.exec(range) ?? [];
  if (group === undefined) return undefined;
  const first = parseInt(group.padStart(4, "0").slice(0, 2), 16);
  // fc00::/7 is private.
  return first >= PRIVATE ? undefined : { version: 6, octet: first, bits: Number(length) };
}

const PRIVATE = 0xfc;

/** Returns whether a range is everything that is routed. For IPv6, this is 2000::/3. */
const isWhole = ({ version, octet, bits }: LargeRange): boolean =>
  bits === 0 || (version === 6 && bits <= 3 && octet >> 5 === 1);

/** Returns whether a large range contains another range. */
function contains(outer: string, inner: string): boolean {
  const [a, b] = [largeRangeOf(outer), largeRangeOf(inner)];
  if (a === undefined || b === undefined || a.version !== b.version) return false;
  if (isWhole(a)) return true;
  const begin = ({ octet }: LargeRange): number => octet >> (8 - a.bits);
  return a.bits <= b.bits && begin(a) === begin(b);
}

/** Types and attributes that say where traffic goes to, not where it comes from. */
const OUTGOING = /egress|route|destination|except|vpn/;

function entriesOf(object: Json | undefined, marks: Marks, type: string, redact: Redact): Entry[] {
  if (!isObject(object) || OUTGOING.test(type) || isRefused(object)) return [];
  const entries: Entry[] = [];
  const visit = (value: Json, steps: Path, inner: Marks, holder: JsonObject): void => {
    // Sensitive ranges are not named.
    if (inner === true) return;
    if (typeof value === "string")
      for (const range of LIST.test(value) ? splitRanges(value) : [value]) {
        const text = textOf(range, type, holder, object, redact);
        if (text !== undefined) entries.push({ steps, value: range, ports: portsOf(holder), text });
      }
    else if (Array.isArray(value))
      value.forEach((item, at) => visit(item, [...steps, at], marksOf(inner, at), holder));
    else if (isObject(value) && !isRefused(value))
      for (const [name, member] of Object.entries(value))
        if (!OUTGOING.test(name))
          visit(member, [...steps, name], marksOf(inner, name), isAlone(value) ? holder : value);
  };
  visit(object, [], marks, object);
  return entries;
}

/** Matches several ranges in one text, as annotations have them. */
const LIST = /^[\da-f.:/\s]+(?:,[\da-f.:/\s]*)+$/i;

/** Returns whether a block has ranges only. The ports are then in the object around the block. */
const isAlone = (value: JsonObject): boolean => own(value, "from_port") === undefined;

/** Returns whether a rule is for outgoing traffic, or lets nothing in. */
const isRefused = (rule: JsonObject): boolean =>
  own(rule, "type") === "egress" ||
  own(rule, "egress") === true ||
  matches(own(rule, "direction"), /^(?:egress|outbound)$/i) ||
  ["rule_action", "action", "access"].some((name) => matches(own(rule, name), /^deny$/i)) ||
  isFilled(own(rule, "deny"));

const matches = (value: Json | undefined, pattern: RegExp): boolean =>
  typeof value === "string" && pattern.test(value);

const isFilled = (value: Json | undefined): boolean => Array.isArray(value) && value.length > 0;

/** Returns what a range opens, in words; undefined for another text, and for a range that has no effect. */
function textOf(
  range: string,
  type: string,
  rule: JsonObject,
  object: JsonObject,
  redact: Redact,
): string | undefined {
  const large = largeRangeOf(range);
  if (large === undefined) return undefined;
  const who = isWhole(large) ? "the whole internet" : `${redact(range)} of the internet`;
  if (type !== "aws_eks_cluster") return `${portsText(rule, redact)} open to ${who}`;
  // Without a public endpoint, its ranges have no effect.
  const list = own(object, "vpc_config");
  const config = Array.isArray(list) ? list[0] : undefined;
  const isPublic = isObject(config) && own(config, "endpoint_public_access") === true;
  return isPublic ? `the Kubernetes API can be reached from ${who}` : undefined;
}

const protocolOf = (rule: JsonObject): string => {
  const protocol = own(rule, "ip_protocol") ?? own(rule, "protocol");
  const text = typeof protocol === "string" ? protocol : "";
  return text === "-1" || text === "all" || text === "" ? EVERY_PROTOCOL : text;
};

/** Returns the ports of a rule; all ports if the rule names none. */
function portsOf(rule: JsonObject): Ports {
  const [from, to] = [own(rule, "from_port"), own(rule, "to_port")];
  const protocol = protocolOf(rule);
  if (isEveryPort(rule) || typeof from !== "number" || typeof to !== "number")
    return { protocol, from: FIRST_PORT, to: LAST_PORT };
  return { protocol, from, to };
}

/** Returns whether a rule is for every protocol. The ports of such a rule have no effect. */
const isEveryPort = (rule: JsonObject): boolean => {
  const protocol = own(rule, "ip_protocol") ?? own(rule, "protocol");
  return protocol === "-1" || protocol === "all";
};

function portsText(rule: JsonObject, redact: Redact): string {
  if (isEveryPort(rule)) return "all ports are";
  const [from, to] = [own(rule, "from_port"), own(rule, "to_port")];
  if (typeof from !== "number" || typeof to !== "number") return "it is";
  const protocol = protocolOf(rule);
  const which = /^(?:tcp|6|\*)$/.test(protocol) ? "" : ` (${redact(protocol)})`;
  return from === to ? `port ${from}${which} is` : `ports ${from} to ${to}${which} are`;
}
