import { isReady } from "../objects/cluster.ts";
import { keyOf } from "../objects/kinds.ts";
import { timestamp } from "../objects/names.ts";
import { share } from "../objects/quantities.ts";
import { selects } from "../objects/selectors.ts";
import type { Controller } from "./loop.ts";
import { isActive } from "./pods.ts";

/** Counts the pods that a disruption budget protects. */
export const disruptionBudgets: Controller = {
  name: "budgets",
  keys({ plural, object }, { store }) {
    if (plural === "poddisruptionbudgets") return [keyOf(object)];
    return plural === "pods"
      ? store.list("poddisruptionbudgets", object.metadata.namespace).map(keyOf)
      : [];
  },
  reconcile(cluster, namespace, name) {
    const budget = cluster.store.get("poddisruptionbudgets", namespace, name);
    if (budget === undefined) return undefined;
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
    cluster.update(
      "poddisruptionbudgets",
      budget,
      (draft) => {
        const is = allowed > 0 ? "True" : "False";
        const [before] = draft.status.conditions ?? [];
        const since = before?.status === is ? before.lastTransitionTime : undefined;
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
              lastTransitionTime: since ?? timestamp(),
              reason: allowed > 0 ? "SufficientPods" : "InsufficientPods",
              message: "",
            },
          ],
        };
      },
      "status",
    );
    return undefined;
  },
};
