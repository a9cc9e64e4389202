import type { Json, Plan } from "../../../lib/terraform/plan-json.ts";
import { resourcesOf } from "../../../lib/terraform/state.ts";
import type { State, StateResource } from "../../../lib/terraform/state.ts";
import { appliedManifest, isManifestType } from "../workloads/manifest.ts";
import { nameOf, workloadOf } from "../workloads/workloads.ts";

/** A container whose image the plan changes. */
export interface ImageChange {
  /** For people, such as `Deployment shop/web`. */
  workload: string;
  container: string;
  /** Image references; undefined if the container or its workload is new or removed, or its image is not known yet. */
  before: string | undefined;
  after: string | undefined;
}

/** Returns the containers whose images a plan changes, by workload and container. */
export function imageChangesOf(plan: Plan): ImageChange[] {
  const before = imagesOf(plan.prior_state as State | undefined);
  const after = imagesOf({ values: plan.planned_values } as State);
  const containers = new Map([...before, ...after]);
  return [...containers]
    .map(([key, { workload, container }]) => ({
      workload,
      container,
      before: before.get(key)?.image,
      after: after.get(key)?.image,
    }))
    .filter((change) => change.before !== change.after)
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

const orderOf = ({ workload, container }: ImageChange): string => `${workload} ${container}`;

interface UsedImage {
  workload: string;
  container: string;
  image: string | undefined;
}

function imagesOf(state: State | undefined): Map<string, UsedImage> {
  const used = resourcesOf(state ?? {})
    .filter(({ mode }) => mode === "managed")
    .flatMap((resource) => {
      const found = workloadOf(resource);
      if (found === undefined) return [];
      const workload = nameOf(found);
      return containersOf(resource).map((container) => ({ workload, ...container }));
    });
  return new Map(used.map((image) => [JSON.stringify([image.workload, image.container]), image]));
}

/** Returns the containers of a workload's template: blocks of the provider are lists, those of a manifest are not. */
function containersOf({ type, values }: StateResource): Omit<UsedImage, "workload">[] {
  const isManifest = isManifestType(type);
  const template = at(at(isManifest ? appliedManifest(type, values) : values, "spec"), "template");
  const pod = at(template, "spec");
  const names = isManifest ? ["initContainers", "containers"] : ["init_container", "container"];
  return names
    .flatMap((name) => listOf(membersOf(pod)[name]))
    .map(membersOf)
    .flatMap(({ name, image }) =>
      typeof name === "string"
        ? [{ container: name, image: typeof image === "string" ? image : undefined }]
        : [],
    );
}

const at = (value: Json | undefined, name: string): Json | undefined => {
  const member = membersOf(value)[name];
  return Array.isArray(member) ? member[0] : member;
};

const membersOf = (value: Json | undefined): Record<string, Json | undefined> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, Json>)
    : {};

const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
