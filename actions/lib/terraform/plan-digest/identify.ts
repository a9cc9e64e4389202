import type { KeyObject } from "node:crypto";
import { ActionError, messageOf } from "../../runtime/errors.ts";
import type { Job } from "../../runtime/job.ts";
import { writePrivate } from "../../runtime/private-file.ts";
import { readS3Backend } from "../backend.ts";
import type { S3Backend } from "../backend.ts";
import type { Plan } from "../plan-json.ts";
import { readLineage } from "../read.ts";
import type { RootModule, UsedSecret } from "../root-module.ts";
import { digestOf } from "./digest.ts";
import type { Binding } from "./digest.ts";
import { digestKeyIn } from "./key.ts";
import { manifestText } from "./manifest-file.ts";
import { manifestOf } from "./manifest.ts";
import type { Manifest } from "./manifest.ts";

/** The purpose of a plan. */
export type Purpose = Pick<Binding, "environment" | "release" | "command">;

/** The manifest and digest that distinguish a plan from every other one. */
export interface PlanIdentity {
  manifest: Manifest;
  digest: string;
  binding: Binding;
  key: KeyObject;
  /** The secrets that were used for the plan. */
  secrets?: readonly UsedSecret[] | undefined;
}

/** There is no key, so the plan cannot be compared with another one. */
export interface NoIdentity {
  /** The reason, as text. */
  why: string;
}

/**
 * Returns manifest and digest of a plan, with the key of its environment. A key that cannot be read is not a failure
 * here: most plans are not compared.
 * @throws ActionError `read-failed`, `state-unreadable`
 */
export async function identifyPlan(
  rootModule: RootModule,
  plan: Plan,
  purpose: Purpose,
): Promise<PlanIdentity | NoIdentity> {
  const backend = await readS3Backend(rootModule.directory, rootModule.environment);
  if (backend === undefined)
    return { why: "the state of the workspace is not in S3, where the digest key is kept" };
  const source = digestKeyIn(backend, purpose.environment, rootModule);
  const key = await source
    .read()
    .catch((error: unknown) => `${source.address} cannot be read: ${messageOf(error)}`);
  if (key === undefined)
    return { why: `${source.address} does not exist yet (the first deployment creates it)` };
  if (typeof key === "string") return { why: key };
  return await identifyWith(key, backend, rootModule, plan, purpose);
}

/**
 * Does the same for a plan that is about to be applied: the first deployment creates the key. If that fails, later
 * plans cannot be compared either, which is a warning.
 * @throws ActionError `read-failed`, `state-unreadable`, `cancelled`
 */
export async function createKeyAndIdentify(
  rootModule: RootModule,
  plan: Plan,
  purpose: Purpose,
): Promise<PlanIdentity | undefined> {
  const { directory, environment, job } = rootModule;
  const backend = await readS3Backend(directory, environment);
  if (backend === undefined) return undefined;
  const source = digestKeyIn(backend, purpose.environment, rootModule);
  job.cancelled.throwIfAborted();
  try {
    const key = await source.create();
    job.log.info(`plans of ${purpose.environment} are compared with the key ${source.address}`);
    return await identifyWith(key, backend, rootModule, plan, purpose);
  } catch (error) {
    if (error instanceof ActionError) throw error;
    job.log.warning(
      `${source.address} cannot be created: ${messageOf(error)}. Allow the role s3:PutObject there, so that later plans can be compared with what was reviewed`,
    );
    return undefined;
  }
}

async function identifyWith(
  key: KeyObject,
  { bucket, key: stateKey }: S3Backend,
  rootModule: RootModule,
  plan: Plan,
  purpose: Purpose,
): Promise<PlanIdentity> {
  const lineage = await readLineage(rootModule);
  const binding = { state: { bucket, key: stateKey, lineage }, ...purpose };
  const manifest = manifestOf(plan, key, rootModule.job.redactor.redact);
  const { secrets } = rootModule;
  return { manifest, digest: digestOf(manifest, binding, key), binding, key, secrets };
}

/**
 * Writes the manifest to a private file, which a later step may upload.
 * @returns its path
 */
export const writeManifest = (job: Job, { manifest, digest, binding, secrets }: PlanIdentity) =>
  writePrivate(job, "plan-manifest.json", manifestText(manifest, digest, binding, secrets));
