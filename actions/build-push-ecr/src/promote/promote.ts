import { ECRClient } from "@aws-sdk/client-ecr";
import { openSession } from "../../../lib/aws/session.ts";
import type { AwsSession } from "../../../lib/aws/session.ts";
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
import { promotionsOf } from "./promotions.ts";
import { resultOf, summaryOf } from "./report.ts";
import { requestOf } from "./request.ts";

/** A promotion is longer than a build's few reads, and meets more of ECR's throttling. */
const ATTEMPTS = 8;

/**
 * Promotes images by digest, byte by byte and without docker: within a repository they get a tag, within a registry
 * their blobs are mounted, between registries they are streamed. All images are checked before the first is copied.
 */
export async function promote(inputs: PromotionInputs, job: Job): Promise<Outputs> {
  const { registries, ecr } = await openRegistries(inputs, job);
  const checked = await job.log.group("Check all images", () =>
    checkPromotions(promotionsOf(requestOf(inputs)), registries),
  );
  job.cancelled.throwIfAborted();
  if (inputs.createRepository)
    for (const { to } of checked) await openRepository(ecr, to, true, job);
  const promoted = await carryOut(checked, registries, job);
  job.summarize(summaryOf(promoted, { ...job.context, at: new Date() }));
  return outputsOf(promoted.map(resultOf));
}

/** Logs in to both registries, each with its own role. */
async function openRegistries(
  inputs: PromotionInputs,
  job: Job,
): Promise<{ registries: Registries; ecr: ECRClient }> {
  const { source, destination } = requestOf(inputs);
  const session = await openSession(
    {
      ...inputs,
      region: destination.region ?? "",
      expectedAccountId: destination.accountId,
    },
    job,
  );
  const ecr = new ECRClient({ ...session.client, maxAttempts: 6 });
  const target = await login(ecr, job);
  const region = source.region ?? session.region;
  const isOther = inputs.sourceRoleArn !== undefined || region !== session.region;
  const reader = isOther ? await openSource(inputs, region, job) : session;
  const origin = isOther ? await login(new ECRClient(reader.client), job) : target;
  const client = (side: Side, entry: Login) =>
    registryAt(entry, { side, attempts: ATTEMPTS, signal: job.cancelled });
  const registries: Registries = {
    source: client("source", loginOfAccount(origin, reader.accountId, source.accountId)),
    destination: client("destination", target),
    rulesOf: async (repository) => {
      const rules = await findRepository(ecr, repository);
      if (rules === undefined && !inputs.createRepository) throw repositoryNotFound(repository);
      return rules;
    },
  };
  return { registries, ecr };
}

/** The source is read with a role of its own, or with that of the destination where it may. */
const openSource = (
  { sourceRoleArn, roleArn, oidcAudience, source }: PromotionInputs,
  region: string,
  job: Job,
): Promise<AwsSession> =>
  openSession(
    {
      roleArn: sourceRoleArn ?? roleArn,
      region,
      expectedAccountId: sourceRoleArn === undefined ? undefined : source?.accountId,
      oidcAudience,
    },
    job,
  );
