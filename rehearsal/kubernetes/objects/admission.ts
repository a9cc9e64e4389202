import type { Failures } from "../failures.ts";
import type { Kind } from "./kinds.ts";
import { forbidden } from "./refusals.ts";
import type { Store } from "./store.ts";
import type { Pod } from "./types.ts";

/**
 * Refuses what the admission plugins refuse: a pod whose service account does not exist, and a pod that a scripted
 * failure affects. The message is that of the plugin that the failure stands for. The service account's token is not
 * mounted, because no container runs that could use it.
 * @throws StatusError 403
 */
export function admitPod(store: Store, failures: Failures, kind: Kind, pod: Pod): void {
  const { name, generateName = name, namespace = "" } = pod.metadata;
  const { serviceAccountName: account = "default", containers } = pod.spec;
  if (store.get("serviceaccounts", namespace, account) === undefined)
    throw forbidden(kind, generateName, missingAccount(namespace, account));
  for (const { reason, container } of failures.of(pod)) {
    if (reason === "quota") throw forbidden(kind, name, QUOTA);
    if (reason === "pod-security")
      throw forbidden(kind, name, podSecurity(container ?? containers[0]?.name ?? ""));
  }
}

const missingAccount = (namespace: string, account: string): string =>
  `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`;

const QUOTA = "exceeded quota: team, requested: pods=1, used: pods=10, limited: pods=10";

const podSecurity = (container: string): string =>
  `violates PodSecurity "restricted:latest": runAsNonRoot != true (pod or container "${container}" must set securityContext.runAsNonRoot=true)`;
