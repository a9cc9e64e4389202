import { code, escapeMarkdown } from "../../lib/markdown/escape.ts";
import { readCurrent } from "../../lib/releases/current.ts";
import { readRecord } from "../../lib/releases/record.ts";
import type { ReleaseRecord } from "../../lib/releases/record.ts";
import { openStore } from "../../lib/releases/store.ts";
import type { Store } from "../../lib/releases/store.ts";
import { ActionError } from "../../lib/runtime/errors.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { readS3Backend } from "../../lib/terraform/backend.ts";
import { backendClient } from "../../lib/terraform/backend-identity.ts";
import { nameOfDirectory } from "../../lib/terraform/directory.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import type { Inputs, Outputs } from "./contract.ts";

/** What a plan takes from a release, or why there is nothing to plan. */
type Live = { release: ReleaseRecord | undefined } | { why: string };

/**
 * Finds the release that `images-from` stands for; none without this input.
 * @throws ActionError `release-not-found`, `release-damaged`, `store-unreadable`, and the errors of `Store.read`
 */
export async function findLiveRelease(
  { imagesFrom, environment }: Inputs,
  rootModule: RootModule,
): Promise<Live> {
  if (imagesFrom === undefined || environment === undefined) return { release: undefined };
  const backend = await readS3Backend(rootModule.directory, rootModule.environment);
  if (backend === undefined) return { why: "the bucket of its state does not exist yet" };
  const { bucket, endpoints } = backend;
  const endpoint = endpoints.s3 === undefined ? {} : { endpoint: endpoints.s3 };
  const client = { ...backendClient(backend, rootModule), ...endpoint };
  return await readLive(openStore({ bucket, environment }, client, rootModule.job), rootModule.job);
}

async function readLive(store: Store, { log }: Job): Promise<Live> {
  const current = await readCurrent(store).catch((error: unknown) => {
    if (error instanceof ActionError && error.reason === "bucket-missing") return undefined;
    throw error;
  });
  const { release, liveSince } = current?.value ?? {};
  if (release === undefined) return { why: `no release was verified in ${store.environment} yet` };
  log.info(`images of the live release ${release}`);
  if (liveSince === undefined)
    log.notice(
      `what runs in ${store.environment} now was not verified, so the plan uses the images of the last verified release: ${release}`,
    );
  return { release: await readRecord(store, release) };
}

/**
 * Reports that there is nothing to plan. A first deployment has no cluster to plan against, so this is not a failure.
 */
export function reportNothingLive(
  { environment = "", workingDirectory }: Inputs,
  why: string,
  job: Job,
): Outputs {
  const name = nameOfDirectory(job, workingDirectory);
  const advice = `It is planned with the images of the live release once ${environment} was deployed.`;
  job.log.notice(`${name} of ${environment} is not planned: ${why}. ${advice}`);
  job.summarize(
    `### ${escapeMarkdown(environment)}: ${code(name)} is not planned\n\n${escapeMarkdown(`${why}. ${advice}`)}`,
  );
  return {};
}
