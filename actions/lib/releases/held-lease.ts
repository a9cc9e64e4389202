import * as z from "zod/mini";
import { ActionError, messageOf } from "../runtime/errors.ts";
import type { Job } from "../runtime/job.ts";
import { backendClient } from "../terraform/backend-identity.ts";
import type { Opened } from "../terraform/backend-identity.ts";
import { readJson } from "../text/json.ts";
import { renewLease } from "./lease.ts";
import { openStore } from "./store.ts";
import type { Store } from "./store.ts";

/** The variable in which setup-terraform-backend passes the lease to the later steps of its job. */
export const LEASE_VARIABLE = "EKS_PIPELINE_LEASE";

const handedForm = z.object({
  token: z.string(),
  environment: z.string(),
  bucket: z.string(),
  region: z.string(),
  /** The account that must own the bucket. */
  accountId: z.optional(z.string()),
  /** How the state is encrypted, and so what is written next to it. Without it, the bucket decides. */
  encryption: z.optional(z.object({ kmsKeyId: z.optional(z.string()) })),
  /** The role of the backend, if it assumes one itself: the bucket may be in a central account for states. */
  role: z.optional(
    z.object({
      arn: z.string(),
      externalId: z.optional(z.string()),
      /** The role is assumed with the token in this file. Without a file name, with the token that the tool uses. */
      web: z.optional(z.object({ tokenFile: z.optional(z.string()) })),
    }),
  ),
});

/** A lease that this job holds: where it is, and the proof that this job holds it. */
export type HandedLease = z.infer<typeof handedForm>;

/** Milliseconds between renewals. */
const RENEWAL = 2 * 60_000;

/**
 * Returns the lease that an earlier step of this job took; undefined if none did.
 * @throws ActionError `lease-lost` if the variable is not what setup-terraform-backend writes
 */
export function readHandedLease({
  environment,
}: Pick<Job, "environment">): HandedLease | undefined {
  const text = environment[LEASE_VARIABLE];
  if (text === undefined || text === "") return undefined;
  const result = handedForm.safeParse(readJson(text));
  if (result.success) return result.data;
  throw new ActionError({
    reason: "lease-lost",
    message: `the variable ${LEASE_VARIABLE} does not hold a lease. Nothing was changed`,
    fix: "let only setup-terraform-backend (lease: take) set this variable",
  });
}

/**
 * Checks that this job still holds the lease that an earlier step took, and renews it. It is called before everything
 * that changes the environment: an apply, a copy of an image, a record. Without such a lease it does nothing: a
 * workflow that ensures one writer at a time by other means needs none.
 * @throws ActionError `lease-lost`, and as `Store.read`
 */
export async function requireLease(opened: Opened): Promise<void> {
  const handed = readHandedLease(opened.job);
  if (handed === undefined) return;
  const { expiresAt } = await renewLease(storeOf(handed, opened), handed.token);
  opened.job.log.info(`this job holds the lease of ${handed.environment}, until ${expiresAt}`);
}

/**
 * Renews the lease as long as this process lives, so that the lease outlives long commands. The timer does not keep the
 * process alive. A lost lease is reported once; the next `requireLease` stops the job. The command that runs at that
 * moment is finished: interrupting an apply causes more damage than ending it, and its state is locked all the time.
 * @param handed default: the lease that an earlier step of this job took
 */
export function keepLease(opened: Opened, handed = readHandedLease(opened.job)): void {
  const { log } = opened.job;
  if (handed === undefined) return;
  const store = storeOf(handed, opened);
  const renew = async () => {
    try {
      await renewLease(store, handed.token);
    } catch (error) {
      if (error instanceof ActionError && error.reason === "lease-lost") {
        log.warning(messageOf(error));
        return;
      }
      log.info(`the lease of ${handed.environment} was not renewed yet: ${messageOf(error)}`);
    }
    schedule();
  };
  const schedule = () => setTimeout(() => void renew(), RENEWAL).unref();
  schedule();
}

/**
 * Opens the release store of an environment. If this job holds the lease, the store is reached in the same way as the
 * lease was: the bucket may be in a central account for states. Otherwise it is reached with the credentials of
 * terraform.
 * @param place the region is the region of the bucket
 */
export function openReleaseStore(
  place: Pick<HandedLease, "bucket" | "environment" | "region" | "accountId" | "encryption">,
  opened: Opened,
): Store {
  const handed = readHandedLease(opened.job);
  const isSame = handed?.environment === place.environment && handed.bucket === place.bucket;
  return storeOf(isSame ? handed : { ...place, token: "" }, opened);
}

function storeOf(handed: HandedLease, opened: Opened): Store {
  const role = handed.role && {
    arn: handed.role.arn,
    externalId: handed.role.externalId,
    sessionName: undefined,
    tokenFile:
      handed.role.web &&
      (handed.role.web.tokenFile ?? opened.environment["AWS_WEB_IDENTITY_TOKEN_FILE"]),
  };
  const client = backendClient({ region: handed.region, role, endpoints: {} }, opened);
  return openStore(handed, client, opened.job);
}
