import type { Path } from "../../../lib/terraform/attribute-path.ts";
import type { Json, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { anyMark, isObject, marksOf, own, valueAt } from "../../../lib/terraform/values.ts";
import { kubernetesTypeOf } from "./kubernetes-type.ts";
import { denials } from "./policy.ts";

/** Types whose objects limit access: without them more is allowed. */
const LIMITS = /^(?:kubernetes_network_policy|aws_s3_(?:bucket|account)_public_access_block)$/;

/** Returns what is open once an object is destroyed, in words; undefined if the object limited nothing. */
export function limitOf(change: ResourceChange): string | undefined {
  const { before } = change.change;
  if (LIMITS.test(kubernetesTypeOf(change))) return "what it blocked is open";
  const policy = isObject(before) ? own(before, "policy") : undefined;
  // Nothing is said about sensitive values.
  if (anyMark(marksOf(change.change.before_sensitive, "policy"))) return undefined;
  if (!/^aws_\w+_policy$/.test(change.type) || typeof policy !== "string") return undefined;
  return denials(policy).length > 0 ? "what it denied is no longer denied" : undefined;
}

/**
 * Returns whether what an object limits is destroyed too, so that nothing is open afterwards: the bucket or the role
 * that it is part of, and the namespace of a network policy.
 */
export function goesWithItsHolder(
  limit: ResourceChange,
  destroyed: readonly ResourceChange[],
): boolean {
  // Most destroyed objects limit nothing, and need not be compared with all the others.
  if (limitOf(limit) === undefined) return false;
  const { before } = limit.change;
  const isOfKubernetes = limit.type.startsWith("ku");
  const names = isOfKubernetes
    ? new Set(textsAt(before, NAMESPACES))
    : new Set(isObject(before) ? Object.values(before) : []);
  return destroyed.some((one) => {
    const isHolder = isOfKubernetes
      ? kubernetesTypeOf(one) === "kubernetes_namespace"
      : limit.type.startsWith(`${one.type}_`);
    return isHolder && textsAt(one.change.before, NAMES).some((name) => names.has(name));
  });
}

/** Places where a Kubernetes object names its namespace. */
const NAMESPACES = [
  ["metadata", 0, "namespace"],
  ["manifest", "metadata", "namespace"],
];

/** Places where an object has the name that others refer to. */
const NAMES = [["id"], ["manifest", "metadata", "name"]];

const textsAt = (value: Json | undefined, places: readonly Path[]): string[] =>
  places.flatMap((place) => {
    const found = valueAt(value, place);
    return typeof found === "string" && found !== "" ? [found] : [];
  });
