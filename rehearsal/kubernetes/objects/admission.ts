import type { Failures } from "../failures.ts";
import type { Kind } from "./kinds.ts";
import { forbidden } from "./refusals.ts";
import { mountServiceAccountToken } from "./service-accounts.ts";
import type { Store } from "./store.ts";
import type { Pod } from "./types.ts";

/**
 * What the admission plugins do to a new pod: its service account's token is mounted, and a scripted failure refuses it
 * in the words of the plugin that it stands for. @throws StatusError 403
 */
export function admitPod(store: Store, failures: Failures, kind: Kind, pod: Pod): void {
  mountServiceAccountToken(store, kind, pod);
  for (const { reason, container } of failures.of(pod)) {
    const { name } = pod.metadata;
    if (reason === "quota") throw forbidden(kind, name, QUOTA);
    if (reason === "pod-security")
      throw forbidden(kind, name, podSecurity(container ?? pod.spec.containers[0]?.name ?? ""));
  }
}

const QUOTA = "exceeded quota: team, requested: pods=1, used: pods=10, limited: pods=10";

const podSecurity = (container: string): string =>
  `violates PodSecurity "restricted:latest": runAsNonRoot != true (pod or container "${container}" must set securityContext.runAsNonRoot=true)`;
