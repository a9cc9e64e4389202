import { ECRClient } from "@aws-sdk/client-ecr";
import { openSession } from "../../lib/aws/session.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { openConfiguration } from "./docker/config.ts";
import { login } from "./ecr/login.ts";
import { checkRepository } from "./preflight.ts";
import type { KeyedImage, PlannedImage } from "./preflight.ts";
import { buildOnly, pushImage } from "./push.ts";
import type { ImageRequest } from "./images/requests.ts";
import { loginsOf } from "./images/secrets.ts";
import { outputsOf } from "./images/results.ts";
import type { ImageResult } from "./images/results.ts";
import type { Inputs } from "./contract.ts";
import { registryAt } from "./registry/client.ts";
import { computeKeys } from "./content-key/compute-all.ts";
import { findMissing } from "./ecr/missing.ts";

/** Builds each image without pushing or keeping it. */
export async function buildAll(
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

/**
 * Adds each image to `results` as soon as it is pushed and confirmed.
 * @returns the repositories that do not exist, whose images were left out
 */
export async function pushAll(
  inputs: Inputs,
  requests: readonly ImageRequest[],
  job: Job,
  results: ImageResult[],
): Promise<string[]> {
  const { createRepository, awsRegion: region = "" } = inputs;
  const session = await openSession({ ...inputs, region, services: ["ECR", "STS"] }, job);
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
      // Pushed images stay in the registry, even if a later image fails.
      const { images, "built-count": built } = outputsOf(results);
      job.setOutputs({ images, "built-count": built });
    });
    return missing;
  } finally {
    configuration.remove();
  }
}

/** Returns the logins for other registries, after masking them in the form that docker's configuration holds. */
function otherLogins({ registryCredentials }: Inputs, job: Job) {
  const logins = loginsOf(registryCredentials);
  for (const { authorization } of logins) job.mask(authorization);
  return logins;
}

/** Works on one image after the other, each in its own group of the log. */
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
