import { kindOf } from "../../../lib/terraform/plan-json.ts";
import type { Plan } from "../../../lib/terraform/plan-json.ts";
import { isObject } from "../../../lib/terraform/values.ts";
import type { WorkloadObject } from "../api/objects.ts";
import { isGeneral } from "../diagnosis/diagnosis.ts";
import { isReady } from "../readiness/verdict.ts";
import { cannotBecomeReady } from "../rollout/status.ts";
import type { Status } from "../rollout/status.ts";

/** A Helm release that terraform creates or changes, and for whose objects Helm then waits. */
export interface WaitedRelease {
  /** Address of the resource. */
  address: string;
  namespace: string;
  name: string;
}

/**
 * The Helm releases of a plan whose apply waits for their objects: `wait` is the default of the provider, and
 * Helm sets it for `atomic`. One whose name or namespace is not known before the apply is left out.
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

/** Whether Helm says of an object that it is of this release. https://helm.sh/docs/topics/charts_hooks/ (annotations) */
export const isOfRelease = (
  { metadata: { annotations = {}, namespace } }: WorkloadObject,
  release: WaitedRelease,
): boolean =>
  annotations["meta.helm.sh/release-name"] === release.name &&
  (annotations["meta.helm.sh/release-namespace"] ?? namespace) === release.namespace;

/** What was seen of a workload that says most. */
export interface Seen {
  status: Status;
  /** Of the object then. */
  generation: number | undefined;
  weight: number;
}

/**
 * Keeps what explains best why Helm waits. What became ready has ended; but a Helm that puts a release back changes the object
 * once more, and the pods that come back are not ready either for a moment.
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
