import type { Case } from "../service.ts";
import { defaulting } from "./cases/defaulting.ts";
import { entry } from "./cases/entry.ts";
import { failures } from "./cases/failures.ts";
import { lists } from "./cases/lists.ts";
import { objects } from "./cases/objects.ts";
import { patches } from "./cases/patches.ts";
import { rollouts } from "./cases/rollouts.ts";
import { workloads } from "./cases/workloads.ts";
import type { ClusterClient } from "./client.ts";

/** Requests that kube-deploy, the workspace and the kubelet send to a cluster, their effects, and how they fail. */
export const cases: Case<ClusterClient>[] = [
  ...entry,
  ...objects,
  ...defaulting,
  ...patches,
  ...lists,
  ...rollouts,
  ...workloads,
  ...failures,
];
