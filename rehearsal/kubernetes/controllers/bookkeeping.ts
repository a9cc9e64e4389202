import { formatAmount, usage } from "../admission.ts";
import type { Cluster } from "../cluster.ts";
import { timestamp } from "../names.ts";
import type { KubernetesObject, Pod } from "../objects.ts";
import { share } from "../quantities.ts";
import { selects } from "../selectors.ts";
import { keyOf, type Controller } from "./controller.ts";
import { releaseFinalizers } from "./housekeeping.ts";
import { isActive, isReady } from "./pods.ts";

/** Writes what a quota's namespace uses of it. */
export const quotas: Controller = {
  name: "quotas",
  keys({ plural, object }, { store }) {
    if (plural === "resourcequotas") return [keyOf(object)];
    return object.metadata.namespace === undefined || plural === "events"
      ? []
      : store.list("resourcequotas", object.metadata.namespace).map(keyOf);
  },
  reconcile(cluster, namespace, name) {
    const quota = cluster.store.get("resourcequotas", namespace, name);
    if (quota === undefined) return;
    const hard = quota.spec.hard ?? {};
    const used = Object.keys(hard).map((resource) => [
      resource,
      formatAmount(resource, usage(cluster.store, namespace, resource)),
    ]);
    cluster.change(
      "resourcequotas",
      quota,
      (draft) =>
        (draft.status = { hard, used: Object.fromEntries(used) as Record<string, string> }),
      "status",
    );
  },
};

/** Counts the pods that a disruption budget protects. */
export const budgets: Controller = {
  name: "budgets",
  keys({ plural, object }, { store }) {
    if (plural === "poddisruptionbudgets") return [keyOf(object)];
    return plural === "pods"
      ? store.list("poddisruptionbudgets", object.metadata.namespace).map(keyOf)
      : [];
  },
  reconcile(cluster, namespace, name) {
    const budget = cluster.store.get("poddisruptionbudgets", namespace, name);
    if (budget === undefined) return;
    const { selector, minAvailable, maxUnavailable } = budget.spec;
    const pods = cluster.store
      .list("pods", namespace)
      .filter((pod) => isActive(pod) && selects(selector, pod.metadata.labels));
    const expected = pods.length;
    const desired =
      minAvailable === undefined
        ? Math.max(0, expected - share(maxUnavailable ?? 0, expected, true))
        : share(minAvailable, expected, true);
    const healthy = pods.filter(isReady).length;
    const allowed = Math.max(0, Math.min(healthy - desired, expected));
    cluster.change(
      "poddisruptionbudgets",
      budget,
      (draft) => {
        const is = allowed > 0 ? "True" : "False";
        const [before] = Array.isArray(draft.status["conditions"])
          ? (draft.status["conditions"] as { status: string; lastTransitionTime: string }[])
          : [];
        const since = before?.status === is ? before.lastTransitionTime : timestamp();
        const observedGeneration = budget.metadata.generation ?? 1;
        draft.status = {
          observedGeneration,
          disruptionsAllowed: allowed,
          currentHealthy: healthy,
          desiredHealthy: desired,
          expectedPods: expected,
          conditions: [
            {
              type: "DisruptionAllowed",
              status: is,
              observedGeneration,
              lastTransitionTime: since,
              reason: allowed > 0 ? "SufficientPods" : "InsufficientPods",
              message: "",
            },
          ],
        };
      },
      "status",
    );
  },
};

const PROTECTION = "kubernetes.io/pvc-protection";

/** Binds claims: at once, or with WaitForFirstConsumer once a pod wants them. Lets deleted ones go when no pod does. */
export const claims: Controller = {
  name: "claims",
  keys({ plural, object }) {
    if (plural === "persistentvolumeclaims") return [keyOf(object)];
    if (plural !== "pods") return [];
    return claimNames(object as Pod).map((name) => `${object.metadata.namespace ?? ""}/${name}`);
  },
  reconcile(cluster, namespace, name) {
    const claim = cluster.store.get("persistentvolumeclaims", namespace, name);
    if (claim === undefined) return;
    const users = cluster.store
      .list("pods", namespace)
      .filter((pod) => claimNames(pod).includes(name));
    if (claim.metadata.deletionTimestamp !== undefined) {
      if (users.length === 0)
        releaseFinalizers(cluster, "persistentvolumeclaims", claim, [PROTECTION]);
      return;
    }
    const storage = cluster.store.get(
      "storageclasses",
      undefined,
      claim.spec.storageClassName ?? "",
    );
    if (claim.status.phase === "Bound" || storage === undefined) return;
    if (storage["volumeBindingMode"] === "WaitForFirstConsumer" && users.length === 0) {
      const message = "waiting for first consumer to be created before binding";
      cluster.record(claim, {
        reason: "WaitForFirstConsumer",
        message,
        component: "persistentvolume-controller",
      });
      return;
    }
    bind(cluster, claim);
  },
};

function claimNames({ spec }: Pod): string[] {
  return (spec.volumes ?? []).flatMap(
    ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [],
  );
}

function bind(cluster: Cluster, claim: KubernetesObject): void {
  const volume = `pvc-${claim.metadata.uid}`;
  cluster.change("persistentvolumeclaims", claim, (draft) => {
    draft.spec.volumeName = volume;
  });
  cluster.change(
    "persistentvolumeclaims",
    claim,
    (draft) => {
      const { accessModes, resources } = draft.spec as {
        accessModes?: string[];
        resources?: { requests?: unknown };
      };
      draft.status = { phase: "Bound", accessModes, capacity: resources?.requests };
    },
    "status",
  );
  const message = `Successfully provisioned volume ${volume}`;
  cluster.record(claim, { reason: "ProvisioningSucceeded", message, component: "ebs.csi.aws.com" });
}
