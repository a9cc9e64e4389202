import type { Job } from "../../../lib/runtime/job.ts";
import { computeKey } from "./compute.ts";
import { openDockerFacts } from "./docker-facts.ts";
import { contentTag } from "./labels.ts";
import type { KeyedImage } from "../preflight.ts";
import type { ImageRequest } from "../images/requests.ts";
import type { Inputs } from "../contract.ts";

/** Finds out what each image is made of; what cannot be known is said, and makes that image be built. */
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
