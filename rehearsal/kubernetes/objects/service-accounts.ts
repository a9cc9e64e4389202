import { forbidden } from "./refusals.ts";
import type { Kind } from "./kinds.ts";
import { randomSuffix } from "./names.ts";
import type { Pod } from "./types.ts";
import type { Store } from "./store.ts";

const MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
const MODE_644 = 420;

/**
 * The admission plugin ServiceAccount: refuses pods whose account is not there and mounts the account's token, unless
 * the pod or the account says no. @throws StatusError 403
 * https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
 */
export function mountServiceAccountToken(store: Store, kind: Kind, pod: Pod): void {
  const { namespace = "", name, generateName } = pod.metadata;
  const account = pod.spec.serviceAccountName ?? "default";
  const found = store.get("serviceaccounts", namespace, account);
  if (found === undefined)
    throw forbidden(
      kind,
      generateName ?? name,
      `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`,
    );
  const wanted =
    pod.spec.automountServiceAccountToken ?? found["automountServiceAccountToken"] ?? true;
  if (wanted === true) mountToken(pod);
}

function mountToken({ spec }: Pod): void {
  const volume = `kube-api-access-${randomSuffix()}`;
  const mount = { name: volume, readOnly: true, mountPath: MOUNT_PATH };
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const open = containers.filter((container) => !mountsOf(container).some(isToken));
  if (open.length === 0) return;
  for (const container of open)
    Object.assign(container, { volumeMounts: [...mountsOf(container), mount] });
  spec.volumes = [...(spec.volumes ?? []), { name: volume, projected: tokenVolume() }];
}

type Mount = Record<string, unknown>;
const mountsOf = (container: object): Mount[] =>
  (container as { volumeMounts?: Mount[] }).volumeMounts ?? [];
const isToken = ({ mountPath }: Mount): boolean => mountPath === MOUNT_PATH;

const tokenVolume = () => ({
  sources: [
    // Seven seconds more than an hour: older clients take an exact hour for a token without end.
    { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
    { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
    {
      downwardAPI: {
        items: [
          { path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } },
        ],
      },
    },
  ],
  defaultMode: MODE_644,
});
