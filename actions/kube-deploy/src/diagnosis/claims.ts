import { timeOf } from "../api/objects.ts";
import type { Event, Pod } from "../api/objects.ts";
import type { PodView } from "./views.ts";

/** The fix if the claim of a pod is being deleted. Kubernetes keeps it until no pod uses it any more. */
export const CLAIM_GOES =
  "find out who deletes the claim: it goes when no pod uses it any more, and takes its data along if the reclaim policy is Delete; create it again then, or correct claimName";

/** What the provisioner, or the controller of claims, says about a claim without a volume. */
const TELLING = /^(?:ProvisioningFailed|FailedBinding|ExternalProvisioning)$/;

/**
 * Returns what is said about a claim of the pod that has no volume: "claim data: failed to provision volume ...".
 * Undefined if nothing is. The scheduler only says that a claim is not bound, and nothing at all while it waits for the
 * volume on the node that it has chosen.
 * https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode
 */
export function unprovisioned({ pod, eventsOfClaim }: PodView): string | undefined {
  for (const claim of claimsOf(pod)) {
    const said = saidOf(eventsOfClaim?.(claim) ?? []);
    if (said !== undefined) return `claim ${claim}: ${said}`;
  }
  return undefined;
}

const claimsOf = ({ metadata, spec }: Pod): string[] =>
  (spec.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => [
    ...(persistentVolumeClaim === undefined ? [] : [persistentVolumeClaim.claimName]),
    ...(ephemeral === undefined ? [] : [`${metadata.name}-${name}`]),
  ]);

/**
 * Returns whether a volume for a claim of the pod is being made, which may take many minutes: the provisioner has begun,
 * and has not been refused since.
 */
export const isBeingProvisioned = ({ pod, eventsOfClaim }: PodView): boolean =>
  claimsOf(pod).some((claim) => isInProgress(eventsOfClaim?.(claim) ?? []));

function isInProgress(events: readonly Event[]): boolean {
  const begun = lastOf(events, ({ reason }) => reason === "Provisioning");
  const ended = lastOf(
    events,
    ({ reason, message = "" }) =>
      reason === "ProvisioningSucceeded" ||
      // A request that takes too long is repeated, and finds the same volume.
      (reason === "ProvisioningFailed" && !/deadline ?exceeded/i.test(message)),
  );
  return begun > ended;
}

const lastOf = (events: readonly Event[], isWanted: (event: Event) => boolean): number =>
  Math.max(-Infinity, ...events.filter(isWanted).map(timeOf));

/** @param events newest first */
function saidOf(events: readonly Event[]): string | undefined {
  const succeeded = lastOf(events, ({ reason }) => reason === "ProvisioningSucceeded");
  const telling = events.filter(
    (event) => TELLING.test(event.reason ?? "") && timeOf(event) > succeeded,
  );
  // The event that a provisioner is waited for is repeated next to its own error.
  const failed = telling.find(({ reason }) => reason === "ProvisioningFailed");
  return (failed ?? telling[0])?.message;
}
