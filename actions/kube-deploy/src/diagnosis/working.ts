import { isPodReady } from "../api/objects.ts";
import { NEVER } from "./diagnosis.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { containersOf } from "./views.ts";
import type { PodView } from "./views.ts";

/**
 * Names a container of a Job that is still running: if the time is over, its log shows why. Undefined if no container
 * runs in a pod that is ready.
 */
export function diagnoseWorking(pods: readonly PodView[]): Diagnosis | undefined {
  const working = pods
    .filter(({ pod }) => pod.metadata.deletionTimestamp === undefined && isPodReady(pod))
    .flatMap(containersOf)
    .find(({ role, status }) => role === "container" && status.state?.running !== undefined);
  if (working === undefined) return undefined;
  const { pod, container, status } = working;
  const { startedAt } = status.state?.running ?? {};
  return {
    reason: "rollout-timeout",
    message: `container ${container.name} of the Job is still running${startedAt === undefined ? "" : `, started at ${startedAt}`}`,
    fix: "find in its log (job summary) what it is working on or waiting for; raise timeout if it needs longer",
    fatalAt: NEVER,
    pod: pod.metadata.name,
    container: container.name,
    image: container.image ?? "",
  };
}
