import { duration, wholeNumber } from "../../../lib/runtime/input-types.ts";
import { smokeTests } from "../smoke-tests/input.ts";

/** The inputs that say how long a rollout may take, what must not happen meanwhile, and what must hold at its end. */
export const ROLLOUT_INPUTS = {
  timeout: {
    type: duration,
    default: "10m",
    description: "How long the rollout may take, such as 90s, 10m or 1h.",
  },
  "no-activity-timeout": {
    type: duration,
    default: "6m",
    description: "How long a rollout may continue without progress of any pod.",
  },
  "crash-tolerance": {
    type: wholeNumber(0, 100),
    default: "2",
    description:
      "How often a container may end before its pod counts as crashing. If half of the new pods crash, the rollout fails at once. 0 fails at the first end. Jobs have their own `backoffLimit`.",
  },
  soak: {
    type: duration,
    default: "0s",
    description:
      "How long everything must stay ready before it counts as verified, such as 5m, counted from when it became ready. A container that ends, or a pod that is no longer ready, is a failure.",
  },
  "smoke-tests": {
    type: smokeTests,
    description:
      "YAML list of tests that must pass once everything is ready. Each is a `url` (a URL, or `$URL/path` or `/path` at the address of the Ingress) with `status`, `body-contains`, `headers` and `timeout` (default 1m; the request is repeated until then), or a `job`, a Job of the workspace as namespace/name. Each can have a `name`.",
  },
} as const;
