import { kindOf } from "../../../lib/terraform/plan-json.ts";
import type { Json, Marks, Plan, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import type { StateResource } from "../../../lib/terraform/state.ts";
import { isObject } from "../../../lib/terraform/values.ts";
import type { JsonObject } from "../../../lib/terraform/values.ts";
import { appliedManifest } from "../workloads/manifest.ts";
import { workloadOf } from "../workloads/workloads.ts";
import type { BuiltInWorkload } from "../workloads/workloads.ts";

/** A workload that Terraform creates or changes, and whose pods it then waits for. */
export interface Waited {
  /** Address of the resource. */
  address: string;
  workload: BuiltInWorkload;
}

/**
 * Returns the workloads whose pods a plan's apply waits for: `wait_for_rollout`, `wait_for_completion`, and `wait` or
 * `wait_for` of a kubernetes_manifest. Left out are:
 * - a workload whose name is not known before the apply (generate_name)
 * - a helm_release (releases.ts): its provider runs Helm without the context that an interrupt ends, so it would still
 *   wait until its own timeout
 * https://github.com/hashicorp/terraform-provider-helm/blob/main/helm/resource_helm_release.go
 */
export const waitedWorkloads = ({ resource_changes: changes = [] }: Plan): Waited[] =>
  changes
    .filter((one) => one.mode === "managed" && /^(?:create|change|replace)$/.test(kindOf(one)))
    .flatMap(waitedBy);

function waitedBy(change: ResourceChange): Waited[] {
  const { address, type, name } = change;
  const { after, after_unknown: unknown } = change.change;
  if (!isObject(after) || !isAwaited(type, after) || !isNamed(type, unknown)) return [];
  const resource: StateResource = { address, mode: "managed", type, name, values: after };
  const workload = workloadOf(resource);
  return workload === undefined ? [] : [{ address, workload }];
}

function isAwaited(type: string, after: JsonObject): boolean {
  // kubectl_manifest waits only for the rollout of a Deployment; its `wait_for` is about one field of the object.
  if (type === "kubectl_manifest")
    return (
      after["wait_for_rollout"] === true && appliedManifest(type, after)?.["kind"] === "Deployment"
    );
  if (type !== "kubernetes_manifest")
    return after["wait_for_rollout"] === true || after["wait_for_completion"] === true;
  // A block is a list of at most one object.
  const [wait] = [after["wait"]].flat();
  return isObject(after["wait_for"]) || (isObject(wait) && Object.values(wait).some(isSet));
}

/** Returns whether a value is given. null, false, and an empty list or map mean that it is not. */
const isSet = (value: Json): boolean =>
  typeof value === "object" ? Object.keys(value ?? {}).length > 0 : value === true;

/** Returns whether name and namespace are known. Without its namespace, an object would be looked for elsewhere. */
function isNamed(type: string, unknown: Marks): boolean {
  // A text is either completely known or not known at all.
  if (type === "kubectl_manifest") return true;
  const holder = type === "kubernetes_manifest" ? member(unknown, "manifest") : unknown;
  const metadata = member(holder, "metadata");
  return [holder, metadata, member(metadata, "namespace"), member(metadata, "name")].every(
    (mark) => mark !== true,
  );
}

function member(marks: Marks, name: string): Marks {
  if (typeof marks !== "object" || marks === null || Array.isArray(marks)) return undefined;
  const found = marks[name];
  return Array.isArray(found) ? found[0] : found;
}
