import type { ContainerStatus, Pod } from "../api/objects.ts";
import type { Images } from "../images.ts";
import { countPods } from "../readiness/verdict.ts";
import type { Status } from "../rollout/status.ts";
import { nameOf } from "../workloads/workloads.ts";
import type { Workload } from "../workloads/workloads.ts";

/** The containers with the same name, in the pods of a workload, that run the same image. */
export interface RunningContainer {
  workload: Workload;
  /** Its name; empty if the pods of a completed Job are deleted. */
  container: string;
  /** Repository of the image, without its registry. */
  repository: string;
  /** Undefined = the node reports none, because the image is named by a tag and was not pulled. */
  digest: string | undefined;
  /** How many pods run it. 0 = a Job has completed, and its pods are deleted. */
  pods: number;
}

/**
 * What was seen of a given image. running: wherever its repository is used, this digest runs. mixed: some pods run
 * another image of the repository. other: all of them run another image. unseen: no pod runs any image of the
 * repository.
 */
export type Evidence = { name: string } & (
  { seen: "running" } | { seen: "mixed" | "other" | "unseen"; why: string }
);

/** Returns what the pods of a workload run. @param pods the pods that it owns */
export function runningContainers(status: Status, pods: readonly Pod[]): RunningContainer[] {
  const { workload } = status;
  const started = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const containers =
    workload.kind === "Job" && started.length === 0
      ? // A Job's template cannot change, so the Job ran this image.
        status.images.map((image) => containerOf(workload, { name: "", image }, undefined))
      : started.flatMap((pod) => containersOf(workload, pod));
  const counted = new Map<string, RunningContainer>();
  for (const each of containers) {
    const pods = each.pods + (counted.get(keyOf(each))?.pods ?? 0);
    counted.set(keyOf(each), { ...each, pods });
  }
  return [...counted.values()];
}

/** Compares the running images with the given ones, in the order of the given ones. */
export function compareImages(
  images: Images,
  running: readonly RunningContainer[],
  statuses: readonly Status[],
): Evidence[] {
  const given = Object.values(images);
  return Object.entries(images).map(([name, { repository, digest }]) => {
    const sameRepository = given.filter((image) => image.repository === repository);
    const wanted = new Set(sameRepository.map((image) => image.digest));
    const isRunning = running.some((container) => container.digest === digest);
    const others = running.filter(
      (container) => container.repository === repository && !wanted.has(container.digest ?? ""),
    );
    if (others.length === 0)
      return isRunning
        ? { name, seen: "running" }
        : { name, seen: "unseen", why: whyUnseen({ repository, digest }, statuses) };
    return { name, seen: isRunning ? "mixed" : "other", why: others.map(describe).join("; ") };
  });
}

/** Returns the digest in an image reference; undefined if it only has a tag. */
export const digestOf = (image: string): string | undefined =>
  /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1];

/** Returns the repository in an image reference: without registry (which has a dot or a port), tag and digest. */
export const repositoryOf = (image: string): string =>
  image
    .replace(/@.*$/, "")
    .replace(/:[^/]*$/, "")
    .replace(/^(?:[^/]*[.:][^/]*|localhost)\//, "");

function containersOf(workload: Workload, { spec, status = {} }: Pod): RunningContainer[] {
  const reported = new Map(
    [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].map((each) => [
      each.name,
      each,
    ]),
  );
  const containers = [...(spec.initContainers ?? []), ...spec.containers]
    .filter(({ name }) => hasStarted(reported.get(name)))
    .map((container) => containerOf(workload, container, reported.get(container.name)?.imageID));
  return containers.length === 0 ? [] : [...containers, ...imageVolumesOf(workload, spec)];
}

/** Returns the images that are mounted as volumes: the kubelet pulls them before it starts a container. */
const imageVolumesOf = (workload: Workload, { volumes = [] }: Pod["spec"]): RunningContainer[] =>
  volumes.flatMap(({ name, image }) =>
    image?.reference === undefined
      ? []
      : [containerOf(workload, { name: `${name} (volume)`, image: image.reference }, "")],
  );

const hasStarted = (status: ContainerStatus | undefined): boolean =>
  [status?.state, status?.lastState].some(
    (state) => state?.running !== undefined || state?.terminated !== undefined,
  );

/**
 * Returns the image of a container.
 * @param imageId as the node reports it. A digest in the pod's own reference takes precedence: the node pulled exactly
 *   that digest, but reports any of the references by which it knows the same layers.
 */
function containerOf(
  workload: Workload,
  { name, image = "" }: { name: string; image?: string },
  imageId: string | undefined,
): RunningContainer {
  const digest = digestOf(image) ?? digestOf(imageId ?? "");
  const pods = imageId === undefined ? 0 : 1;
  return { workload, container: name, repository: repositoryOf(image), digest, pods };
}

const keyOf = ({ container, repository, digest = "" }: RunningContainer): string =>
  JSON.stringify([container, repository, digest]);

function describe({ workload, container, digest, pods }: RunningContainer): string {
  const what = digest ?? "an image whose digest the node does not report";
  return pods === 0
    ? `${nameOf(workload)} has run ${what}`
    : `${nameOf(workload)} runs ${what} in container ${container} of ${countPods(pods)}`;
}

/** Says why no pod runs an image, although the template of a workload may name it. */
function whyUnseen({ repository, digest }: Images[string], statuses: readonly Status[]): string {
  const user = statuses.find(({ images }) =>
    images.some((image) => digestOf(image) === digest || repositoryOf(image) === repository),
  );
  if (user === undefined) return "no watched workload uses it";
  return user.verdict.desired === 0
    ? `${nameOf(user.workload)} needs no pod now`
    : `no pod of ${nameOf(user.workload)} has started it`;
}
