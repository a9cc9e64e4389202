import { openProfile } from "../../lib/aws/session.ts";
import type { AwsSession } from "../../lib/aws/session.ts";
import type { Job } from "../../lib/runtime/job.ts";
import type { BackendBlock } from "../../lib/terraform/backend-block.ts";
import { backendProfile } from "./backend-file.ts";
import { bucketSession } from "./backend-role.ts";
import type { BackendRole } from "./backend-role.ts";
import type { Inputs } from "./contract.ts";

/**
 * Opens the session for the bucket, with the identity that the tool uses for the state in it: the backend's own role or
 * profile, which may belong to another account, otherwise the session of the action.
 * @param role of the backend
 * @throws ActionError `no-aws-credentials`, `sts-unavailable`, `cancelled`
 */
export async function ownerSession(
  { backendMode, bucket, backendConfig }: Pick<Inputs, "backendMode" | "bucket" | "backendConfig">,
  block: BackendBlock | undefined,
  role: BackendRole | undefined,
  session: AwsSession,
  job: Job,
): Promise<AwsSession> {
  const profile = backendProfile(backendConfig, block);
  // If nobody looks after the bucket, no other identity is needed.
  if (profile === undefined || backendMode === "off" || bucket === undefined)
    return bucketSession(session, role, job);
  if (profile === "unknown") {
    job.log.warning(
      `the backend has its own credentials (profile, access_key), which only the tool can read, so this action uses the credentials of this job for the bucket ${bucket}, in account ${session.accountId}. If the bucket belongs to another account, set backend-mode: off`,
    );
    return bucketSession(session, role, job);
  }
  const named = {
    name: profile.name,
    by: "profile of the backend",
    otherwise: "leave `profile` out of the backend block and of backend-config",
  };
  return bucketSession(await openProfile(named, session, job), role, job);
}
