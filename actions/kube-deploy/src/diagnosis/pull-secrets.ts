import type { Event } from "../api/objects.ts";

/**
 * Returns the names of imagePullSecrets that the kubelet did not find, as it lists them: "regcred, mirror". Undefined
 * if it found all. The kubelet still pulls without them, so the container's status only shows the registry's refusal.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kubelet_pods.go (getPullSecretsForPod)
 */
export const missingPullSecrets = (events: readonly Event[]): string | undefined => {
  const said = events.find(({ reason }) => reason === "FailedToRetrieveImagePullSecret");
  return /pull secrets \(([^)]+)\)/.exec(said?.message ?? "")?.[1];
};
