import { ActionError } from "../../../lib/runtime/errors.ts";
import { PARTS, defaultKey } from "../../../lib/environment/environment.ts";
import { shellWord } from "../../../lib/text/shell.ts";
import { readEnvironment, recordEnvironment, stateExists, stateKey } from "./objects.ts";
import type { OpenBucket } from "./objects.ts";
import type { Job } from "../../../lib/runtime/job.ts";

export interface StateToCheck {
  key: string;
  /** Name of the Terraform workspace. */
  workspace: string;
  /** Undefined = nothing is compared or recorded. */
  environment: string | undefined;
  /** Whether a new Terraform workspace may be created. The default workspace needs no creation. */
  mayCreate: boolean;
  /** Whether the environment is recorded next to a state that has no record yet. */
  record: boolean;
}

/**
 * Checks that the state belongs to the environment, and returns whether the state exists.
 * @throws ActionError `cancelled`, `state-of-another-environment`, `state-at-old-key`, `access-denied`,
 *   `bucket-unreachable`
 */
export async function checkState(
  open: OpenBucket,
  state: StateToCheck,
  { log, cancelled }: { log: Pick<Job["log"], "info">; cancelled: AbortSignal },
): Promise<boolean> {
  const key = stateKey(state.key, state.workspace);
  const exists = await stateExists(open, key);
  const { environment } = state;
  if (environment === undefined) return exists;
  const recorded = await readEnvironment(open, key);
  if (recorded !== undefined && recorded !== environment)
    throw ofAnother(open, key, recorded, environment);
  if (!exists) await refuseOldKey(open, state, environment, log);
  cancelled.throwIfAborted();
  // Nothing is recorded for a workspace whose name is only misspelt.
  const isExpected = exists || state.mayCreate || state.workspace === "default";
  if (recorded === undefined && state.record && isExpected) await record(open, key, environment);
  return exists;
}

async function record(open: OpenBucket, key: string, environment: string): Promise<void> {
  if (await recordEnvironment(open, key, environment)) return;
  const winner = await readEnvironment(open, key);
  if (winner !== undefined && winner !== environment)
    throw ofAnother(open, key, winner, environment);
}

const ofAnother = ({ bucket }: OpenBucket, key: string, recorded: string, environment: string) =>
  new ActionError({
    reason: "state-of-another-environment",
    message: `the state s3://${bucket.name}/${key} belongs to the environment ${recorded}, but this run is for ${environment}`,
    fix: `give ${environment} a bucket or key of its own; if the state was handed over on purpose, delete s3://${bucket.name}/${key}.environment`,
  });

/**
 * Returns whether a state exists. If a role may read only keys that begin with its environment's name, it cannot see
 * other keys, which counts as no state.
 */
async function isThere(
  open: OpenBucket,
  key: string,
  log: Pick<Job["log"], "info">,
): Promise<boolean> {
  try {
    return await stateExists(open, key);
  } catch (error) {
    if (!(error instanceof ActionError && error.reason === "access-denied")) throw error;
    log.info(
      `this run did not check whether an earlier release left a state at s3://${open.bucket.name}/${key}: the role may not read it`,
    );
    return false;
  }
}

/**
 * Refuses a deployment if the environment's state is still where the first release put it. The state at the default key
 * is then empty, so that the environment would be built a second time.
 */
async function refuseOldKey(
  open: OpenBucket,
  { key, workspace }: StateToCheck,
  environment: string,
  log: Pick<Job["log"], "info">,
): Promise<void> {
  const part = PARTS.find((one) => key === defaultKey(environment, one));
  if (part === undefined) return;
  const old = stateKey(`${part}/terraform.tfstate`, workspace);
  if (!(await isThere(open, old, log))) return;
  const owner = await readEnvironment(open, old);
  if (owner !== undefined && owner !== environment) return;
  const from = `s3://${open.bucket.name}/${old}`;
  const to = `s3://${open.bucket.name}/${stateKey(key, workspace)}`;
  throw new ActionError({
    reason: "state-at-old-key",
    message: `there is no state at ${to}, but an earlier release left one at ${from}`,
    fix: `if it is the state of ${environment}, move it while no other run is using it: aws s3 mv ${shellWord(from)} ${shellWord(to)}; otherwise give the environment that owns it the key ${part}/terraform.tfstate and deploy that environment once, which records it as the owner`,
  });
}
