import { setTimeout as pause } from "node:timers/promises";
import type { Outcome } from "../../../../actions/kube-deploy/src/rollout/await.ts";
import type { Kubernetes } from "../../../engines/kubernetes/engine.ts";
import type { FailureReason } from "../../../../rehearsal/kubernetes/failures.ts";
import { randomOf } from "./client.ts";
import {
  change,
  closeNamespace,
  create,
  evictOne,
  openNamespace,
  specOf,
  watch,
  type Rollout,
} from "./plane.ts";

const KINDS = [
  "Deployment",
  "StatefulSet",
  "Deployment",
  "DaemonSet",
  "StatefulSet",
  "Job",
] as const;
/** What the kubelet does with the new pods. Undefined: they simply start. */
const WORLDS = [undefined, "flap", "recover", "quiet", "slow"] as const satisfies readonly (
  FailureReason | undefined
)[];

/** Runs a rollout that becomes healthy in the end, whatever happens in the meantime. @returns the verdict */
export async function rollOutHealthy(
  plane: Kubernetes,
  index: number,
): Promise<{ what: string; outcome: Outcome }> {
  const random = randomOf(index);
  const kind = KINDS[index % KINDS.length] ?? "Deployment";
  const world = WORLDS[Math.floor(random() * WORLDS.length)];
  const rollout: Rollout = { kind, name: `storm-h-${index}`, random, timeout: 90_000 };
  // An ordered StatefulSet never replaces a pod that crashes, so such a rollout would not become healthy.
  const isParallel = kind === "StatefulSet" && index % 4 === 0;
  const spec = { spec: isParallel ? { podManagementPolicy: "Parallel" } : {} };
  const crashesBefore = kind !== "Job" && (kind !== "StatefulSet" || isParallel) && random() < 0.5;
  const isEvicted = kind !== "Job" && random() < 0.3;
  const { name: workload } = rollout;
  if (world !== undefined) plane.kubelet.fail({ reason: world, workload, image: "*:v2" });
  if (crashesBefore) plane.kubelet.fail({ reason: "crash", workload, image: "*:v1" });
  await openNamespace(plane, workload);
  let since = Date.now();
  if (kind === "Job") {
    await create(plane, rollout, specOf(rollout, "v2", { spec: { backoffLimit: 4 } }));
  } else {
    await create(plane, rollout, specOf(rollout, "v1", spec));
    await pause(1000 + random() * 3000);
    since = Date.now();
    const { template } = specOf(rollout, "v2") as { template: object };
    await change(plane, rollout, { template });
  }
  const evicting = isEvicted ? evictOne(plane, workload, 500 + random() * 2000) : undefined;
  const outcome = await watch(plane, rollout, since);
  await evicting;
  await closeNamespace(plane, workload);
  const what = [
    `${index}`,
    kind,
    isParallel ? "parallel" : "",
    world ?? "plain",
    crashesBefore ? "old one crashes" : "",
    isEvicted ? "evicted" : "",
  ];
  return { what: what.filter((word) => word !== "").join(" "), outcome };
}
