import { ECRClient } from "@aws-sdk/client-ecr";
import { openSession } from "../../../lib/aws/session.ts";
import type { AwsSession } from "../../../lib/aws/session.ts";
import { keepLease, requireLease } from "../../../lib/releases/held-lease.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { Outputs, PromotionInputs } from "../contract.ts";
import { login, loginOfAccount } from "../ecr/login.ts";
import type { Login } from "../ecr/login.ts";
import { findRepository, openRepository, repositoryNotFound } from "../ecr/repositories.ts";
import { outputsOf } from "../images/results.ts";
import { registryAt } from "../registry/client.ts";
import type { Side } from "../registry/failure.ts";
import { carryOut } from "./carry-out.ts";
import { checkPromotions } from "./check.ts";
import type { Registries } from "./check.ts";
import { findCommitTags } from "./commit-tags.ts";
import { promotionsOf } from "./promotions.ts";
import { readPlaces } from "./read-places.ts";
import type { ImagePlaces } from "./read-places.ts";
import { checkedResultOf, resultOf, summaryOf } from "./report.ts";
import { requestOf } from "./request.ts";

/** A promotion sends more requests than a build, so ECR throttles it more often. */
const ATTEMPTS = 8;

/**
 * Promotes images by digest, byte by byte and without docker. Within a repository they get a tag, within a registry
 * their blobs are mounted, between registries they are streamed. All images are checked before the first one is copied;
 * with `push: false`, nothing more is done.
 */
export async function promote(inputs: PromotionInputs, job: Job): Promise<Outputs> {
  const { places } = readPlaces(inputs, job.checkout);
  const given: PlacedInputs = { ...inputs, ...places };
  const { registries, ecr, session } = await openRegistries(given, job);
  const opened = { environment: session.environment, job };
  keepLease(opened);
  const checked = await job.log.group("Check all images", async () => {
    const { commit, images } = inputs;
    const request = requestOf(given);
    const tagged =
      commit === undefined
        ? request.images
        : await findCommitTags(images, commit, registries.source);
    return await checkPromotions(promotionsOf({ ...request, images: tagged }), registries);
  });
  job.cancelled.throwIfAborted();
  if (!inputs.push) {
    job.log.info(`${checked.length} images can be promoted; nothing is copied`);
    return outputsOf(checked.map(checkedResultOf));
  }
  if (inputs.createRepository) {
    await requireLease(opened);
    for (const { to } of checked) await openRepository(ecr, to, true, job);
  }
  const promoted = await carryOut(checked, registries, job, () => requireLease(opened));
  job.summarize(summaryOf(promoted, { ...job.context, at: new Date() }));
  return outputsOf(promoted.map(resultOf));
}

/** The inputs, with the environment files read. */
type PlacedInputs = Omit<PromotionInputs, keyof ImagePlaces> & ImagePlaces;

/** Logs in to both registries, each with its own role. */
async function openRegistries(
  inputs: PlacedInputs,
  job: Job,
): Promise<{ registries: Registries; ecr: ECRClient; session: AwsSession }> {
  const { source, destination } = requestOf(inputs);
  const session = await openSession(
    {
      ...inputs,
      roleArn: inputs.roleArn ?? inputs.destination?.roleArn,
      region: destination.region ?? "",
      expectedAccountId: destination.accountId,
    },
    job,
  );
  const ecr = new ECRClient({ ...session.client, maxAttempts: 6 });
  const target = await login(ecr, job);
  const region = source.region ?? session.region;
  const sourceRoleArn = inputs.sourceRoleArn ?? inputs.source?.roleArn;
  const isOther = sourceRoleArn !== undefined || region !== session.region;
  const reader = isOther ? await openSource(inputs, sourceRoleArn, region, job) : session;
  const origin = isOther ? await login(new ECRClient(reader.client), job) : target;
  const client = (side: Side, entry: Login) =>
    registryAt(entry, { side, attempts: ATTEMPTS, signal: job.cancelled });
  const registries: Registries = {
    source: client("source", loginOfAccount(origin, reader.accountId, source.accountId)),
    destination: client("destination", target),
    rulesOf: async (repository) => {
      const rules = await findRepository(ecr, repository);
      const mayBeMissing = inputs.createRepository || !inputs.push;
      if (rules === undefined && !mayBeMissing) throw repositoryNotFound(repository);
      return rules;
    },
  };
  return { registries, ecr, session };
}

/** Opens the source with its own role, or with the destination's role if that one may read it. */
const openSource = (
  { roleArn, destination, oidcAudience, source }: PlacedInputs,
  sourceRoleArn: string | undefined,
  region: string,
  job: Job,
): Promise<AwsSession> =>
  openSession(
    {
      roleArn: sourceRoleArn ?? roleArn ?? destination?.roleArn,
      region,
      expectedAccountId: sourceRoleArn === undefined ? undefined : source?.accountId,
      oidcAudience,
    },
    job,
  );
