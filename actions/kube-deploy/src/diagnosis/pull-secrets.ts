import type { Event } from "../api/objects.ts";

/**
 * The names of imagePullSecrets that the kubelet has not found, as it lists them: "regcred, mirror". Undefined: it misses
 * none. It pulls without them all the same, so that the registry's refusal is all that the container says.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kubelet_pods.go (getPullSecretsForPod)
 */
export const missingPullSecrets = (events: readonly Event[]): string | undefined => {
  const said = events.find(({ reason }) => reason === "FailedToRetrieveImagePullSecret");
  return /pull secrets \(([^)]+)\)/.exec(said?.message ?? "")?.[1];
};
