import { refOf } from "./context.ts";
import type { Run } from "./scope.ts";

/**
 * Waits until a job passes the protection rules of its environment, and reports the approval.
 * @throws Error in GitHub's words if somebody rejects it, or if its ref may not deploy to the environment
 */
export async function passGate(run: Run, job: string, environment: string): Promise<void> {
  const { request, approvals, createdEnvironments } = run;
  const ref = refOf(request.repository, request);
  const gate = await request.gate?.({ job, environment, ref });
  if (gate?.created === true) {
    createdEnvironments.push(environment);
    request.observe?.({ type: "environment-created", job, environment });
  }
  if (gate?.approval === undefined) return;
  const approval = { job, environment, ...gate.approval };
  approvals.push(approval);
  request.observe?.({ type: "approval", job, approval });
  if (approval.state === "rejected")
    throw new Error("The deployment was rejected or didn't satisfy other protection rules.");
}
