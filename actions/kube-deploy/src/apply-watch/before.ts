import type { WorkloadObject } from "../api/objects.ts";
import type { ClusterView } from "../rollout/view.ts";
import { nameOf } from "../workloads/workloads.ts";
import type { BuiltInWorkload } from "../workloads/workloads.ts";

/**
 * The workloads as they are before an apply. Until Terraform has changed a workload, the apply may still fix what is
 * wrong with it.
 */
export class Before {
  readonly #known: ReadonlyMap<string, string>;

  constructor(workloads: readonly BuiltInWorkload[], view: ClusterView) {
    this.#known = new Map(
      workloads.flatMap((workload) => {
        const object = find(view, workload);
        return object === undefined ? [] : [[nameOf(workload), markOf(object)]];
      }),
    );
  }

  /** Returns whether the object in the view is new, or has another specification than before. */
  isChanged(workload: BuiltInWorkload, view: ClusterView): boolean {
    const object = find(view, workload);
    return object !== undefined && markOf(object) !== this.#known.get(nameOf(workload));
  }
}

const find = (view: ClusterView, { kind, namespace, name }: BuiltInWorkload) =>
  view.find(kind, namespace, name) as WorkloadObject | undefined;

/**
 * Identifies an object and its specification. Replicas are left out: an autoscaler may change them, and so the
 * generation, at any time.
 */
function markOf({ metadata, spec }: WorkloadObject): string {
  return JSON.stringify([metadata.uid, { ...spec, replicas: undefined }]);
}
