import type { Failure } from "../world/failure.ts";
import type { World } from "../world/start.ts";

/** Simulates a manual change with kubectl before the last of several runs. */
export function scaleByHand({ scaledByHand: change }: Failure, world: Pick<World, "scale">): void {
  if (change === undefined) return;
  const command = `kubectl scale deployment ${change.deployment} --replicas ${change.replicas}`;
  console.log(
    world.scale(change)
      ? `\nby hand, after the plan and before the merge: ${command}`
      : `\n${command} finds no such Deployment, so nothing is changed by hand`,
  );
}

/** Simulates a manual change of a resource that an earlier run created. */
export function openPortByHand(
  { openedByHand: port }: Failure,
  world: Pick<World, "openPort">,
): void {
  if (port === undefined) return;
  const groups = world.openPort(port);
  const found =
    groups === 0
      ? "there is no default security group to open"
      : `in ${groups} default security group${groups === 1 ? "" : "s"}`;
  console.log(
    `by hand, before the run: aws ec2 authorize-security-group-ingress --protocol tcp --port ${port} --cidr 0.0.0.0/0 (${found})\n`,
  );
}
