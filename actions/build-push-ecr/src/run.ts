import type { Job } from "../../lib/runtime/job.ts";
import { writePrivate } from "../../lib/runtime/private-file.ts";
import { withBuiltCommit } from "./built-commit.ts";
import { findBuildx } from "./docker/find-buildx.ts";
import { removeSecrets, requestsOf } from "./images/requests.ts";
import { lineOf, outputsOf, summaryOf } from "./images/results.ts";
import type { ImageResult } from "./images/results.ts";
import type { AllInputs, Inputs, Outputs } from "./contract.ts";
import { merge } from "./merge/merge.ts";
import { promote } from "./promote/promote.ts";
import { buildAll, pushAll } from "./all-images.ts";

/** Builds, merges what legs built, or promotes what an earlier run built. `command` determines the form of `images`. */
export function run(inputs: AllInputs, job: Job): Promise<Outputs> {
  const { images } = inputs;
  if (!Array.isArray(images)) return promote({ ...inputs, images }, job);
  return inputs.command === "merge"
    ? merge({ ...inputs, images }, job)
    : build({ ...inputs, images }, job);
}

/**
 * Builds every image and pushes it to ECR, after checking for all images everything that can be known before a build.
 * If a later image fails, the images that were pushed stay, and the summary says so.
 */
async function build(inputs: Inputs, given: Job): Promise<Outputs> {
  const folders = inputs.images.map(({ context }) => context);
  const job = await withBuiltCommit(given, folders);
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
  const { sha: commit, ref } = job.context;
  const left = { leg: inputs.leg, commit, ref, images: JSON.parse(outputs.images) as unknown };
  return {
    ...outputs,
    "leg-path": await writePrivate(job, `${inputs.leg}.json`, JSON.stringify(left)),
  };
}
