import type { WorkloadObject } from "../api/objects.ts";
import type { ClusterView } from "../rollout/view.ts";
import { nameOf } from "../workloads/workloads.ts";
import type { BuiltInWorkload } from "../workloads/workloads.ts";

/**
 * The workloads as they are before an apply. Until terraform has changed one, what is wrong with it may be what the change
 * ends.
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

  /** Whether the object in the view is a new one, or has another specification than before. */
  isChanged(workload: BuiltInWorkload, view: ClusterView): boolean {
    const object = find(view, workload);
    return object !== undefined && markOf(object) !== this.#known.get(nameOf(workload));
  }
}

const find = (view: ClusterView, { kind, namespace, name }: BuiltInWorkload) =>
  view.find(kind, namespace, name) as WorkloadObject | undefined;

/** Without the replicas: an autoscaler changes them at any time, and with them the generation. */
function markOf({ metadata, spec }: WorkloadObject): string {
  return JSON.stringify([metadata.uid, { ...spec, replicas: undefined }]);
}
