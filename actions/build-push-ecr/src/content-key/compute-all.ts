import type { Job } from "../../../lib/runtime/job.ts";
import { computeKey } from "./compute.ts";
import { openDockerFacts } from "./docker-facts.ts";
import { contentTag } from "./labels.ts";
import type { KeyedImage } from "../preflight.ts";
import type { ImageRequest } from "../images/requests.ts";
import type { Inputs } from "../contract.ts";

/** Computes the content key of each image. If a key cannot be known, the image is built, and the log says why. */
export async function computeKeys(
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
        job.log.notice(`image ${name} is always built, even if nothing has changed: ${key.doubt}`);
      if (key.hasGitFolder)
        job.log.warning(
          `image ${name}: its build context contains the folder .git, which differs in every commit, so the image is never reused; add .git to .dockerignore (the configuration in .git, which may hold a token, is left out in any case)`,
        );
      keyed.push({ ...request, key });
    }
    return keyed;
  });
}
