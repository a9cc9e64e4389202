import type { ECRClient } from "@aws-sdk/client-ecr";
import type { Job } from "../../../lib/runtime/job.ts";
import { findRepository } from "./repositories.ts";
import type { ImageRequest } from "../images/requests.ts";
import type { Inputs } from "../contract.ts";

/** Returns repositories that do not exist yet, if that is no error: a first deployment creates them after this step. */
export async function findMissing(
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
    job.log.notice(`the ECR repository ${name} does not exist yet, so its images are skipped`);
  return missing;
}
