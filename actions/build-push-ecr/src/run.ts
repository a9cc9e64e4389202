import { rm } from "node:fs/promises";
import { ECRClient } from "@aws-sdk/client-ecr";
import { openSession } from "../../lib/aws/session.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { openConfiguration } from "./docker/configuration.ts";
import { findBuildx } from "./docker/find.ts";
import { login } from "./ecr/login.ts";
import { lineOf, outputsOf, summaryOf } from "./images.ts";
import type { ImageResult } from "./images.ts";
import type { Inputs, Outputs } from "./contract.ts";
import { preflight } from "./preflight.ts";
import type { Step } from "./preflight.ts";
import { buildOnly, push } from "./push.ts";
import type { Target } from "./push.ts";
import { registryAt } from "./registry/client.ts";
import { requestsOf } from "./requests.ts";
import type { Request } from "./requests.ts";

/**
 * Builds every image and pushes it to ECR, after everything that can be known before a build was looked at for all
 * of them. What was pushed when a later image fails stays, and the summary says so.
 */
export async function run(inputs: Inputs, job: Job): Promise<Outputs> {
  try {
    const requests = requestsOf(inputs, job);
    job.log.info(await findBuildx(job));
    const results = inputs.push
      ? await pushAll(inputs, requests, job)
      : await buildAll(requests, job);
    return outputsOf(results);
  } finally {
    // Nothing in it is needed by later steps.
    await rm(job.temporaryDirectory, { recursive: true, force: true });
  }
}

async function pushAll(
  inputs: Inputs,
  requests: readonly Request[],
  job: Job,
): Promise<ImageResult[]> {
  const { roleArn, awsRegion: region = "", expectedAccountId, createRepository } = inputs;
  const session = await openSession({ roleArn, region, expectedAccountId }, job);
  // ECR throttles; the SDK's own three attempts are few when many jobs push at once.
  const ecr = new ECRClient({ ...session.client, maxAttempts: 6 });
  const entry = await login(ecr, job);
  const registry = registryAt(entry);
  const steps = await job.log.group("Look at the repositories", async () => {
    const found: Step[] = [];
    for (const request of requests)
      found.push(await preflight(request, { ecr, registry, createRepository, job }));
    return found;
  });
  const configuration = openConfiguration(entry, job);
  try {
    const target: Target = { registry, host: entry.host, environment: configuration.environment };
    return await each(
      steps,
      ({ request }) => request,
      true,
      job,
      (step) => push(step, target, job),
    );
  } finally {
    configuration.remove();
  }
}

const buildAll = (requests: readonly Request[], job: Job): Promise<ImageResult[]> =>
  each(
    requests,
    (request) => request,
    false,
    job,
    (request) => buildOnly(request, job),
  );

/** One image after the other, each in its own group of the log; the summary has those that succeeded. */
async function each<T>(
  items: readonly T[],
  requestOf: (item: T) => Request,
  pushed: boolean,
  job: Job,
  work: (item: T) => Promise<ImageResult>,
): Promise<ImageResult[]> {
  const results: ImageResult[] = [];
  try {
    for (const item of items)
      results.push(await job.log.group(`Image ${requestOf(item).image.name}`, () => work(item)));
  } finally {
    if (results.length > 0) job.summarize(summaryOf(results, pushed));
  }
  for (const result of results) job.log.info(lineOf(result));
  return results;
}
