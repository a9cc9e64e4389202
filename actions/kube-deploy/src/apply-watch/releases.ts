import { kindOf } from "../../../lib/terraform/plan-json.ts";
import type { Plan } from "../../../lib/terraform/plan-json.ts";
import { isObject } from "../../../lib/terraform/values.ts";
import type { WorkloadObject } from "../api/objects.ts";
import { isGeneral } from "../diagnosis/diagnosis.ts";
import { isReady } from "../readiness/verdict.ts";
import { cannotBecomeReady } from "../rollout/status.ts";
import type { Status } from "../rollout/status.ts";

/** A Helm release that Terraform creates or changes, and whose objects Helm then waits for. */
export interface WaitedRelease {
  /** Address of the resource. */
  address: string;
  namespace: string;
  name: string;
}

/**
 * Returns the Helm releases of a plan whose apply waits for their objects: `wait` is the default of the provider, and
 * Helm sets it for `atomic`. A release whose name or namespace is not known before the apply is left out.
 * https://github.com/helm/helm/blob/main/pkg/action/upgrade.go
 */
export const waitedReleases = ({ resource_changes: changes = [] }: Plan): WaitedRelease[] =>
  changes
    .filter(({ mode, type }) => mode === "managed" && type === "helm_release")
    .filter((one) => /^(?:create|change|replace)$/.test(kindOf(one)))
    .flatMap(({ address, change: { after, after_unknown: unknown } }) => {
      if (!isObject(after) || (after["wait"] === false && after["atomic"] !== true)) return [];
      const { name, namespace } = after;
      const isOpen = isObject(unknown) && unknown["namespace"] === true;
      if (typeof name !== "string" || isOpen) return [];
      return [{ address, name, namespace: typeof namespace === "string" ? namespace : "default" }];
    });

/**
 * Returns whether Helm's annotations assign an object to this release. https://helm.sh/docs/topics/charts_hooks/
 * (annotations)
 */
export const isOfRelease = (
  { metadata: { annotations = {}, namespace } }: WorkloadObject,
  release: WaitedRelease,
): boolean =>
  annotations["meta.helm.sh/release-name"] === release.name &&
  (annotations["meta.helm.sh/release-namespace"] ?? namespace) === release.namespace;

/** The observation of a workload that explains most. */
export interface Seen {
  status: Status;
  /** Generation of the object at that time. */
  generation: number | undefined;
  weight: number;
}

/**
 * Keeps the status that explains best why Helm waits. A problem is over if the workload becomes ready with the same
 * generation. If Helm rolls a release back, it changes the object, and so its generation: then the problem is kept. The
 * restored pods are not ready for a moment either.
 * @param now runner clock, in milliseconds since the epoch
 */
export function keepTelling(
  kept: Seen | undefined,
  status: Status,
  { generation, now }: { generation: number | undefined; now: number },
): Seen | undefined {
  const isHopeless = cannotBecomeReady(status, now);
  const [first] = status.diagnoses;
  if (!isHopeless && first === undefined) {
    const isOver = isReady(status.verdict) && kept?.generation === generation;
    return isOver ? undefined : kept;
  }
  const weight = isHopeless ? 2 : first !== undefined && isGeneral(first) ? 0 : 1;
  return kept !== undefined && kept.weight > weight ? kept : { status, generation, weight };
}
