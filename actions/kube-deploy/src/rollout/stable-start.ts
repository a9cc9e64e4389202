import type { Pod, PodSpec } from "../api/objects.ts";
import { progressing } from "../readiness/verdict.ts";
import type { Verdict } from "../readiness/verdict.ts";

/** Milliseconds that a container without a readiness probe must run. */
const STABLE_AFTER = 10_000;

/**
 * Keeps a ready workload progressing until its containers and sidecars without a readiness probe have run for a while:
 * such a container counts as ready as soon as it starts, and may crash a moment later.
 * @param serverNow server time in milliseconds since the epoch, because the server's clock dates the starts
 * @returns the verdict, and in how many milliseconds it can change even if nothing happens in the cluster
 */
export function requireStableStart(
  verdict: Verdict,
  { containers, initContainers = [] }: PodSpec,
  pods: readonly Pod[],
  serverNow: number,
): { verdict: Verdict; changesIn: number | undefined } {
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === "Always");
  const unprobed = new Set(
    [...containers, ...sidecars]
      .filter(({ readinessProbe }) => readinessProbe === undefined)
      .map(({ name }) => name),
  );
  const lastStart = Math.max(...pods.flatMap((pod) => startsOf(pod, unprobed)));
  const left = lastStart + STABLE_AFTER - serverNow;
  if (left <= 0) return { verdict, changesIn: undefined };
  const message = `ready; containers without a readiness probe must run for ${STABLE_AFTER / 1000} s`;
  return { verdict: progressing(verdict, message), changesIn: left };
}

/** Returns the start times of the running containers among `names`, in milliseconds since the epoch. */
function startsOf({ status = {} }: Pod, names: ReadonlySet<string>): number[] {
  return [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
    .filter(({ name }) => names.has(name))
    .map(({ state }) => Date.parse(state?.running?.startedAt ?? ""))
    .filter((time) => !Number.isNaN(time));
}
