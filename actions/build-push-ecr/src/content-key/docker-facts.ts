import type { Job } from "../../../lib/runtime/job.ts";
import { inspectBuilder, resolveImage } from "../docker/builder.ts";
import type { Builder } from "../docker/builder.ts";
import type { DockerFacts } from "./compute.ts";
import { NotComparable } from "./not-comparable.ts";

/**
 * Looks things up with docker, each once for all images of the run.
 * @param environment variables for docker, with the login in them
 */
export function openDockerFacts(
  environment: Readonly<Record<string, string>>,
  job: Job,
): DockerFacts {
  let builder: Promise<Builder> | undefined;
  const findBuilder = () => (builder ??= knownBuilder(environment, job));
  const digestOf = once(async (image: string) => {
    const digest = await resolveImage(image, await findBuilder(), environment, job);
    if (digest === undefined)
      throw new NotComparable(
        `the current digest of the base image ${image} is not known, because no registry gives it`,
      );
    return digest;
  });
  return {
    digestOf,
    async defaultPlatform() {
      const stated = environment["DOCKER_DEFAULT_PLATFORM"];
      if (stated !== undefined && stated !== "") return stated;
      const { platform } = await findBuilder();
      if (platform !== undefined) return platform;
      throw new NotComparable("the builder does not report which platform it builds for");
    },
  };
}

async function knownBuilder(
  environment: Readonly<Record<string, string>>,
  job: Job,
): Promise<Builder> {
  const builder = await inspectBuilder(environment, job);
  if (builder === undefined)
    throw new NotComparable("docker does not report which builder it uses");
  return builder;
}

/** Calls a function only once for each argument, and keeps its results. */
function once<Value>(work: (argument: string) => Promise<Value>): typeof work {
  const results = new Map<string, Promise<Value>>();
  return (argument) => {
    const result = results.get(argument) ?? work(argument);
    results.set(argument, result);
    return result;
  };
}
