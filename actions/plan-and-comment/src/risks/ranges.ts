import { pathText } from "../../../lib/terraform/attribute-path.ts";
import type { Path } from "../../../lib/terraform/attribute-path.ts";
import type { Redact } from "../../../lib/redact/redactor.ts";
import type { Json, Marks, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { isObject, marksOf, own } from "../../../lib/terraform/values.ts";
import type { JsonObject } from "../../../lib/terraform/values.ts";
import type { Difference } from "../changes/difference.ts";
import type { Opening } from "./opening.ts";

/** A range of addresses that may come in, and what it reaches. */
interface Entry {
  steps: Path;
  value: string;
  text: string;
}

/**
 * What a change opens to a large part of the internet: what is open after it and was not before. Rules are compared by
 * what they let in, not by their place: a rule of a set stands elsewhere when another one goes, and a port that changes
 * under an open range opens something although the range stays.
 */
export function rangeOpenings(
  change: ResourceChange,
  differences: readonly Difference[],
  redact: Redact,
): Opening[] {
  const { before, after, after_sensitive: sensitive } = change.change;
  const old = new Set(entriesOf(before, false, change.type, redact).map(keyOf));
  return entriesOf(after, sensitive, change.type, redact)
    .filter((entry) => !old.has(keyOf(entry)))
    .map(({ steps, value, text }) => {
      const place = pathText(steps);
      // What goes may have had the same place in the list.
      const difference = differences.find(
        ({ steps: at, after: side }) => side.kind !== "absent" && pathText(at) === place,
      ) ?? {
        ...{ steps, before: { kind: "absent" }, after: { kind: "value", value }, forces: false },
      };
      return { change, difference, text };
    });
}

/** Indexes say nothing about a rule. */
const keyOf = ({ steps, text }: Entry): string =>
  JSON.stringify([steps.filter((step) => typeof step !== "number"), text]);

/** Types and attributes that say where to, not who from. */
const OUTGOING = /egress|route|destination|except|vpn/;

function entriesOf(object: Json | undefined, marks: Marks, type: string, redact: Redact): Entry[] {
  if (!isObject(object) || OUTGOING.test(type) || isRefused(object)) return [];
  const entries: Entry[] = [];
  const visit = (value: Json, steps: Path, inner: Marks, holder: JsonObject): void => {
    // What is sensitive is not named.
    if (inner === true) return;
    if (typeof value === "string") {
      const text = textOf(value, type, holder, object, redact);
      if (text !== undefined) entries.push({ steps, value, text });
    } else if (Array.isArray(value))
      value.forEach((item, at) => visit(item, [...steps, at], marksOf(inner, at), holder));
    else if (isObject(value) && !isRefused(value))
      for (const [name, member] of Object.entries(value))
        if (!OUTGOING.test(name))
          visit(member, [...steps, name], marksOf(inner, name), isAlone(value) ? holder : value);
  };
  visit(object, [], marks, object);
  return entries;
}

/** A block of ranges only, whose ports stand around it. */
const isAlone = (value: JsonObject): boolean => own(value, "from_port") === undefined;

/** A rule for what goes out, or one that lets nothing in. */
const isRefused = (rule: JsonObject): boolean =>
  own(rule, "type") === "egress" ||
  own(rule, "egress") === true ||
  matches(own(rule, "direction"), /^(?:egress|outbound)$/i) ||
  ["rule_action", "action", "access"].some((name) => matches(own(rule, name), /^deny$/i)) ||
  isFilled(own(rule, "deny"));

const matches = (value: Json | undefined, pattern: RegExp): boolean =>
  typeof value === "string" && pattern.test(value);

const isFilled = (value: Json | undefined): boolean => Array.isArray(value) && value.length > 0;

/** What a range opens, in words; undefined for another text, and for one that says nothing. */
function textOf(
  range: string,
  type: string,
  rule: JsonObject,
  object: JsonObject,
  redact: Redact,
): string | undefined {
  const size = /^[\d.]+\/([0-7])$|^[\da-f:]*::\/(0)$/i.exec(range);
  if (size === null) return undefined;
  const whole = size[1] === "0" || size[2] === "0";
  const who = whole ? "the whole internet" : `${redact(range)} of the internet`;
  if (type !== "aws_eks_cluster") return `${portsOf(rule)} open to ${who}`;
  // Without a public endpoint its ranges say nothing.
  const list = own(object, "vpc_config");
  const config = Array.isArray(list) ? list[0] : undefined;
  const isPublic = isObject(config) && own(config, "endpoint_public_access") === true;
  return isPublic ? `the Kubernetes API can be reached from ${who}` : undefined;
}

/** The ports of a rule. */
function portsOf(rule: JsonObject): string {
  const [from, to] = [own(rule, "from_port"), own(rule, "to_port")];
  const protocol = own(rule, "ip_protocol") ?? own(rule, "protocol");
  if (protocol === "-1") return "all ports are";
  if (typeof from !== "number" || typeof to !== "number") return "it is";
  return from === to ? `port ${from} is` : `ports ${from} to ${to} are`;
}
