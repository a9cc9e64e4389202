import { readFile } from "node:fs/promises";
import path from "node:path";
import { openSession } from "../../lib/aws/session.ts";
import type { AwsSession } from "../../lib/aws/session.ts";
import {
  LEASE_VARIABLE,
  keepLease,
  readHandedLease,
  requireLease,
} from "../../lib/releases/held-lease.ts";
import type { HandedLease } from "../../lib/releases/held-lease.ts";
import { passGate } from "../../lib/releases/gate.ts";
import { holderOf } from "../../lib/releases/holder.ts";
import { newToken, releaseLease, takeLease } from "../../lib/releases/lease.ts";
import { openStore } from "../../lib/releases/store.ts";
import type { Store } from "../../lib/releases/store.ts";
import { ActionError, messageOf } from "../../lib/runtime/errors.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { HELD } from "../../lib/runtime/kept.ts";
import { writePrivate } from "../../lib/runtime/private-file.ts";
import { bucketSession } from "./backend-role.ts";
import type { OpenedBackend } from "./backend.ts";
import type { Inputs } from "./contract.ts";

type Place = Pick<OpenedBackend, "role" | "encryption">;

/**
 * Takes the lease of the environment and checks the gate while it holds the lease, so that what the gate sees does not
 * change. A job that already has the lease has passed the gate.
 * @param backend how the bucket is reached, and how what is written there is encrypted
 * @throws ActionError of the lease and of the gate
 */
export async function enterEnvironment(
  inputs: Inputs,
  session: AwsSession,
  backend: Place,
  job: Job,
): Promise<void> {
  const handed = await takeLeaseForJob(inputs, session, backend, job);
  if (handed === undefined || inputs.gate === "none") return;
  const { commit = job.context.headSha, freeze, allowDowngrade, overrideReason } = inputs;
  await passGate(
    storeOf(handed, session, job),
    { commit, freeze, allowDowngrade, overrideReason },
    holderOf(job.context),
    job,
  );
}

/**
 * Takes the lease of the environment and passes it on to the later steps of the job. A lease that an earlier step of
 * this job took is checked and kept: that step releases it.
 * @returns undefined if an earlier step has taken it
 * @throws ActionError `lease-held`, `lease-lost`, `invalid-input` if this job holds the lease of another environment
 */
async function takeLeaseForJob(
  { environment = "", bucket = "", leaseTimeout, overrideReason }: Inputs,
  session: AwsSession,
  { role, encryption }: Place,
  job: Job,
): Promise<HandedLease | undefined> {
  const held = readHandedLease(job);
  if (held !== undefined) {
    requireSameEnvironment(held, environment);
    await requireLease({ environment: session.environment, job });
    keepLease({ environment: session.environment, job });
    return undefined;
  }
  const { region, accountId } = bucketSession(session, role, job);
  const handed: HandedLease = {
    token: newToken(),
    environment,
    bucket,
    region,
    accountId,
    encryption,
    ...(role?.arn === undefined ? {} : { role: { ...role, arn: role.arn } }),
  };
  // This comes first: if the step is killed after the lease is taken, the post step has the token to release it with.
  await writePrivate(job, HELD, JSON.stringify(handed));
  await job.log.group(`Lease of ${environment}`, async () => {
    const { expiresAt, broken } = await takeLease(
      storeOf(handed, session, job),
      {
        token: handed.token,
        holder: holderOf(job.context),
        timeout: leaseTimeout,
        overrideReason,
      },
      { log: job.log, signal: job.cancelled },
    );
    if (broken !== undefined)
      job.log.warning(
        `the lease of ${environment} was taken away from the job ${broken.holder.job} of ${broken.holder.actor} (${broken.holder.run}): ${broken.reason}`,
      );
    job.log.info(`taken until ${expiresAt}; the later steps of this job renew it`);
  });
  job.setVariable(LEASE_VARIABLE, JSON.stringify(handed));
  keepLease({ environment: session.environment, job }, handed);
  return handed;
}

function requireSameEnvironment(held: HandedLease, environment: string): void {
  if (held.environment === environment) return;
  throw new ActionError({
    reason: "invalid-input",
    message: `environment: this job already holds the lease of ${held.environment}, so it cannot also take the lease of ${environment}`,
    fix: "change each environment in a job of its own",
  });
}

/**
 * Releases the lease that the main step took. If that fails, the lease expires by itself, so it is no reason to fail a
 * job whose work is done.
 */
export async function giveBackLease(readInputs: () => Inputs, job: Job): Promise<void> {
  const text = await readFile(path.join(job.temporaryDirectory, HELD), "utf8").catch(() => "");
  if (text === "") return;
  const handed = JSON.parse(text) as HandedLease;
  const { environment, region } = handed;
  try {
    const session = await openSession({ ...readInputs(), region }, job);
    const released = await releaseLease(storeOf(handed, session, job), handed.token);
    job.log.info(
      released
        ? `the lease of ${environment} is released`
        : `this job does not hold the lease of ${environment}: there is nothing to release`,
    );
  } catch (error) {
    job.log.warning(
      `the lease of ${environment} was not released and ends by itself within ten minutes: ${messageOf(error)}`,
    );
  }
}

function storeOf(handed: HandedLease, session: AwsSession, job: Job): Store {
  const role = handed.role && { externalId: undefined, ...handed.role };
  return openStore(handed, bucketSession(session, role, job).client, job);
}
