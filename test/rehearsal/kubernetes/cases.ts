import type { Case } from "../service.ts";
import { defaulting } from "./cases/defaulting.ts";
import { discovery } from "./cases/discovery.ts";
import { failures } from "./cases/failures.ts";
import { lists } from "./cases/lists.ts";
import { objects } from "./cases/objects.ts";
import { patches } from "./cases/patches.ts";
import { rollouts } from "./cases/rollouts.ts";
import { workloads } from "./cases/workloads.ts";
import type { ClusterClient } from "./client.ts";

/** What our action, our workspace and kubectl ask of a cluster, what they make of it, and how it fails. */
export const cases: Case<ClusterClient>[] = [
  ...discovery,
  ...objects,
  ...defaulting,
  ...patches,
  ...lists,
  ...rollouts,
  ...workloads,
  ...failures,
];
