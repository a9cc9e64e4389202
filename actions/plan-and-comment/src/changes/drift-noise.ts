import type { Json } from "../../../lib/terraform/json.ts";
import type { ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { isObject, own } from "../../../lib/terraform/values.ts";
import { isBlankTwice } from "./difference.ts";
import type { Difference } from "./difference.ts";
import { isMadeByAnother } from "./made-by.ts";
import type { Makers } from "./made-by.ts";
import { isBlank } from "./side.ts";

interface Rule {
  /** For a reader: what the difference is instead of drift. */
  name: string;
  matches: (difference: Difference, change: ResourceChange, makers: Makers) => boolean;
}

/** Differences that the real providers showed as drift right after an apply, although nobody had touched anything. */
export const NOISE_RULES: readonly Rule[] = [
  {
    name: "empty in place of null, or the other way round",
    // A blank value that comes or goes with its item or key is a part of that item or key.
    matches: (difference) =>
      isBlankTwice(difference) &&
      difference.before.kind !== "absent" &&
      difference.after.kind !== "absent",
  },
  {
    // The API server counts each write. What was written is a difference of its own.
    name: "version counter of the Kubernetes API",
    matches: ({ steps: [block, , name, ...rest] }, { type }) =>
      isKubernetes(type) &&
      block === "metadata" &&
      (name === "resource_version" || name === "generation") &&
      rest.length === 0,
  },
  {
    name: "status that the cluster reports",
    matches: ({ steps: [block] }, { type }) => isKubernetes(type) && block === "status",
  },
  {
    // The provider stored what it sent: nobody waited for the Job, or the creation of the object failed later.
    name: "read for the first time since the object was created",
    matches: ({ before }, change) =>
      isKubernetes(change.type) &&
      isBlank(before) &&
      uidOf(change.change.before) === "" &&
      uidOf(change.change.after) !== "",
  },
  {
    name: "made by another resource of this workspace",
    matches: (difference, change, makers) => isMadeByAnother(difference, change, makers),
  },
];

/** Returns the name of the rule that says that a difference is not drift; undefined if it is drift. */
export const noiseRuleOf = (
  difference: Difference,
  change: ResourceChange,
  makers: Makers,
): string | undefined =>
  NOISE_RULES.find(({ matches }) => matches(difference, change, makers))?.name;

const isKubernetes = (type: string): boolean => type.startsWith("kubernetes_");

/** Returns the uid in the metadata of a Kubernetes object; "" if the object was never read. */
function uidOf(object: Json | undefined): Json | undefined {
  const metadata = isObject(object) ? own(object, "metadata") : undefined;
  const first = Array.isArray(metadata) ? metadata[0] : undefined;
  return isObject(first) ? (own(first, "uid") ?? undefined) : undefined;
}
