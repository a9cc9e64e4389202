import { ECRClient } from "@aws-sdk/client-ecr";
import { openSession } from "../../lib/aws/session.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { writePrivate } from "../../lib/runtime/private-file.ts";
import { computeKey } from "./content-key/compute.ts";
import { openDockerFacts } from "./content-key/docker-facts.ts";
import { contentTag } from "./content-key/labels.ts";
import { openConfiguration } from "./docker/config.ts";
import { findBuildx } from "./docker/find-buildx.ts";
import { login } from "./ecr/login.ts";
import { findRepository } from "./ecr/repositories.ts";
import { checkRepository } from "./preflight.ts";
import type { KeyedImage, PlannedImage } from "./preflight.ts";
import { buildOnly, pushImage } from "./push.ts";
import { removeSecrets, requestsOf } from "./images/requests.ts";
import type { ImageRequest } from "./images/requests.ts";
import { loginsOf } from "./images/secrets.ts";
import { lineOf, outputsOf, summaryOf } from "./images/results.ts";
import type { ImageResult } from "./images/results.ts";
import type { AllInputs, Inputs, Outputs } from "./contract.ts";
import { merge } from "./merge/merge.ts";
import { promote } from "./promote/promote.ts";
import { registryAt } from "./registry/client.ts";

/** Builds, merges what legs built, or promotes what an earlier run built: the form of `images` follows from `command`. */
export function run(inputs: AllInputs, job: Job): Promise<Outputs> {
  const { images } = inputs;
  if (!Array.isArray(images)) return promote({ ...inputs, images }, job);
  return inputs.command === "merge"
    ? merge({ ...inputs, images }, job)
    : build({ ...inputs, images }, job);
}

/**
 * Builds every image and pushes it to ECR, after everything that can be known before a build was checked for all of
 * them. What was pushed when a later image fails stays, and the summary says so.
 */
async function build(inputs: Inputs, job: Job): Promise<Outputs> {
  const results: ImageResult[] = [];
  let missing: string[] = [];
  try {
    const requests = await requestsOf(inputs, job);
    job.log.info(await findBuildx(job));
    if (inputs.push) missing = await pushAll(inputs, requests, job, results);
    else await buildAll(inputs, requests, job, results);
  } finally {
    removeSecrets(job);
    if (results.length > 0) job.summarize(summaryOf(results, inputs.push));
  }
  for (const result of results) job.log.info(lineOf(result));
  const outputs = outputsOf(results, missing);
  if (inputs.leg === undefined || !inputs.push) return outputs;
  const left = { leg: inputs.leg, images: JSON.parse(outputs.images) as unknown };
  return {
    ...outputs,
    "leg-path": await writePrivate(job, `${inputs.leg}.json`, JSON.stringify(left)),
  };
}

/** Builds each image and keeps none. */
async function buildAll(
  inputs: Inputs,
  requests: readonly ImageRequest[],
  job: Job,
  results: ImageResult[],
): Promise<void> {
  const configuration = openConfiguration(otherLogins(inputs, job), job);
  try {
    await forEachImage(requests, job, async (image) => {
      results.push(await buildOnly(image, configuration.environment, job));
    });
  } finally {
    configuration.remove();
  }
}

/** The logins at other registries; what docker's configuration has of them is masked too. */
function otherLogins({ registryCredentials }: Inputs, job: Job) {
  const logins = loginsOf(registryCredentials);
  for (const { authorization } of logins) job.mask(authorization);
  return logins;
}

/**
 * Adds each image to `results` as soon as it is pushed and confirmed.
 * @returns the repositories that do not exist, whose images were left out
 */
async function pushAll(
  inputs: Inputs,
  requests: readonly ImageRequest[],
  job: Job,
  results: ImageResult[],
): Promise<string[]> {
  const { createRepository, awsRegion: region = "" } = inputs;
  const session = await openSession({ ...inputs, region }, job);
  // ECR throttles; the SDK's own three attempts are few when many jobs push at once.
  const ecr = new ECRClient({ ...session.client, maxAttempts: 6 });
  const entry = await login(ecr, job);
  const registry = registryAt(entry, { signal: job.cancelled });
  const configuration = openConfiguration([...otherLogins(inputs, job), entry], job);
  const { environment } = configuration;
  const plan = (wanted: KeyedImage) =>
    checkRepository(wanted, { ecr, registry, createRepository, job });
  try {
    const missing = await findMissing(inputs, requests, ecr, job);
    const possible = requests.filter(({ image }) => !missing.includes(image.repository));
    const keyed = await computeKeys(inputs, possible, environment, job);
    const planned = await job.log.group("Check the repositories", async () => {
      const found: PlannedImage[] = [];
      for (const image of keyed) found.push(await plan(image));
      return found;
    });
    const target = { registry, host: entry.host, environment, plan };
    await forEachImage(planned, job, async (image) => {
      results.push(await pushImage(image, target, job));
      // They are in the registry, also when a later image fails.
      const { images, "built-count": built } = outputsOf(results);
      job.setOutputs({ images, "built-count": built });
    });
    return missing;
  } finally {
    configuration.remove();
  }
}

/** Repositories that do not exist, where that is no error: a first deployment creates them after this step. */
async function findMissing(
  { onMissingRepository, createRepository }: Inputs,
  requests: readonly ImageRequest[],
  ecr: ECRClient,
  job: Job,
): Promise<string[]> {
  if (onMissingRepository === "fail" || createRepository) return [];
  const names = [...new Set(requests.map(({ image }) => image.repository))];
  const missing: string[] = [];
  for (const name of names) if ((await findRepository(ecr, name)) === undefined) missing.push(name);
  for (const name of missing)
    job.log.notice(`the ECR repository ${name} does not exist yet: its images are left out`);
  return missing;
}

/** Finds out what each image is made of; what cannot be known is said, and makes that image be built. */
async function computeKeys(
  { skipUnchanged, maxAge, volatileBuildArgs, contentKeySalt }: Inputs,
  requests: readonly ImageRequest[],
  environment: Readonly<Record<string, string>>,
  job: Job,
): Promise<KeyedImage[]> {
  const settings = { skipUnchanged, maxAge, volatileBuildArgs, salt: contentKeySalt ?? "" };
  const docker = openDockerFacts(environment, job);
  return job.log.group("Compute the content keys", async () => {
    const keyed: KeyedImage[] = [];
    for (const request of requests) {
      const key = await computeKey(request, { ...settings, now: Date.now() }, docker);
      const { name } = request.image;
      job.log.info(`${name}: ${key.doubt === undefined ? contentTag(key) : "none"}`);
      if (key.doubt !== undefined && skipUnchanged)
        job.log.notice(`image ${name} is built, whether it has changed or not: ${key.doubt}`);
      if (key.hasGitFolder)
        job.log.warning(
          `image ${name}: its build context has the folder .git in it, which is another one in each commit, so that the image is never reused; add .git to .dockerignore (its configuration, which may hold a token, is left out in any case)`,
        );
      keyed.push({ ...request, key });
    }
    return keyed;
  });
}

/** One image after the other, each in its own group of the log. */
async function forEachImage<Image extends ImageRequest>(
  images: readonly Image[],
  job: Job,
  work: (image: Image) => Promise<void>,
): Promise<void> {
  for (const image of images) {
    job.cancelled.throwIfAborted();
    await job.log.group(`Image ${image.image.name}`, () => work(image));
  }
}
