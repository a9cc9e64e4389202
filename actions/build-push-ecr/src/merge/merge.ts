import { ECRClient } from "@aws-sdk/client-ecr";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { openSession } from "../../../lib/aws/session.ts";
import type { Digest } from "../../../lib/image-reference.ts";
import { invalidInputs } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { Inputs, Outputs } from "../contract.ts";
import { existingTags } from "../ecr/existing.ts";
import { login } from "../ecr/login.ts";
import { isImmutable } from "../ecr/mutability.ts";
import { openRepository } from "../ecr/repositories.ts";
import { freeTags } from "../images/free-tags.ts";
import type { ImageInput } from "../images/image-inputs.ts";
import { lineOf, outputsOf, summaryOf } from "../images/results.ts";
import type { ImageResult } from "../images/results.ts";
import { tagsOf } from "../images/tags.ts";
import { registryAt } from "../registry/client.ts";
import type { RegistryClient } from "../registry/client.ts";
import { confirm } from "../registry/confirm.ts";
import { factsOf } from "../registry/facts.ts";
import { digestOf } from "../registry/manifests.ts";
import type { Manifest } from "../registry/manifests.ts";
import { setTag, tagTaken } from "../registry/tags.ts";
import { commitOf, indexOf, missingProblems, parseLeg, platformProblems } from "./legs.ts";
import type { Leg, LegImage } from "./legs.ts";

/** How many characters of the index's digest are appended to a commit tag that another image holds. */
const SUFFIX = 12;

/** An image as the legs pushed it. */
interface ImageOfLegs {
  image: ImageInput;
  parts: LegImage[];
  /** Bytes of all legs together. */
  size: number;
  /** At least one of the legs has built it; false if all legs reused theirs. */
  built: boolean;
  /** Sentences about its platforms. */
  problems: string[];
}

/** An image of all legs, ready to be tagged. */
interface Merged {
  image: ImageInput;
  index: Manifest;
  platforms: string[];
  tags: string[];
  size: number;
  built: boolean;
}

/**
 * Joins the images that the legs of a matrix built, each for one platform, into one: an index, which gets the tags. All
 * images are checked before anything is pushed. If it runs again, nothing changes.
 * @throws ActionError `invalid-input` that lists everything that is missing, or else every image whose platforms
 *   conflict; `immutable-tag-exists`, `repository-not-found`, `digest-mismatch`, RegistryError
 */
export async function merge(inputs: Inputs, given: Job): Promise<Outputs> {
  const { repositoryPrefix = "", awsRegion: region = "" } = inputs;
  const images = inputs.images.map((image) => ({
    ...image,
    repository: repositoryPrefix + image.repository,
  }));
  const legs = await readLegs(inputs.legsDirectory ?? "", given);
  const problems = missingProblems(inputs.legs, images, legs);
  if (problems.length > 0) throw invalidInputs(problems.map((problem) => `legs: ${problem}`));
  const wanted = legs.filter(({ leg }) => inputs.legs.includes(leg));
  const job = { ...given, context: { ...given.context, ...commitOf(wanted) } };
  const session = await openSession({ ...inputs, region, services: ["ECR", "STS"] }, job);
  // ECR throttles; the SDK's own three attempts are few when many jobs push at once.
  const ecr = new ECRClient({ ...session.client, maxAttempts: 6 });
  const client = registryAt(await login(ecr, job), { signal: job.cancelled });
  const read: ImageOfLegs[] = [];
  for (const image of images) read.push(await readImage(image, wanted, client));
  const wrong = read.flatMap((one) => one.problems);
  if (wrong.length > 0) throw invalidInputs(wrong.map((problem) => `legs: ${problem}`));
  const merged: Merged[] = [];
  for (const one of read) merged.push(await prepare(one, inputs, ecr, job));
  const results: ImageResult[] = [];
  try {
    for (const one of merged) {
      job.cancelled.throwIfAborted();
      results.push(await push(one, client));
      job.setOutputs({ images: outputsOf(results).images });
    }
  } finally {
    // Reported even if a later image fails, because these images have their tags.
    if (results.length > 0) job.summarize(summaryOf(results, true));
  }
  for (const result of results) job.log.info(lineOf(result));
  return outputsOf(results);
}

/** Reads the files that the legs left. Other files are ignored with a warning. */
async function readLegs(given: string, { checkout, log }: Job): Promise<Leg[]> {
  const directory = path.resolve(checkout, given);
  const names = await readdir(directory).catch(() => []);
  const legs: Leg[] = [];
  for (const name of names.filter((one) => one.endsWith(".json")).sort()) {
    const leg = parseLeg(await readFile(path.join(directory, name), "utf8"));
    if (leg === undefined)
      log.warning(`${name} in legs-directory was not written by a leg, so it is ignored`);
    else legs.push(leg);
  }
  return legs;
}

/** Reads what the legs pushed for an image. */
async function readImage(
  image: ImageInput,
  legs: readonly Leg[],
  client: RegistryClient,
): Promise<ImageOfLegs> {
  const { name, repository } = image;
  const parts: LegImage[] = [];
  const problems: string[] = [];
  let size = 0;
  for (const { leg, images } of legs) {
    const digest = (images[name]?.digest ?? "") as Digest;
    const manifest = await confirm(client, repository, digest, []);
    const facts = await factsOf(client, repository, manifest);
    const [platform = "", ...more] = facts.platforms;
    if (platform === "" || more.length > 0)
      problems.push(
        `the leg ${leg} has pushed the image ${name} for ${facts.platforms.length} platforms. Expected one: remove platforms from the image, because a leg builds for its own machine.`,
      );
    size += facts.size;
    const { mediaType, bytes } = manifest;
    parts.push({ leg, digest, platform, mediaType, bytes: bytes.length });
  }
  // A leg that built for several platforms is already reported; its first platform must not cause a second problem.
  if (problems.length === 0) problems.push(...platformProblems(name, parts));
  const built = legs.some(({ images }) => images[name]?.built === true);
  return { image, parts, size, built, problems };
}

/** Creates the index of an image, and finds the tags that it can have. */
async function prepare(
  { image, parts, size, built }: ImageOfLegs,
  inputs: Inputs,
  ecr: ECRClient,
  job: Job,
): Promise<Merged> {
  const { mediaType, bytes } = indexOf(parts);
  const index = { mediaType, bytes, digest: digestOf(bytes) };
  return {
    image,
    index,
    size,
    built,
    platforms: parts.map(({ platform }) => platform).sort(),
    tags: await chooseTags(image, index.digest, inputs, ecr, job),
  };
}

/** @throws ActionError `immutable-tag-exists`, `repository-not-found` */
async function chooseTags(
  { repository, tags: own }: ImageInput,
  digest: Digest,
  { tags: common, createRepository }: Inputs,
  ecr: ECRClient,
  job: Job,
): Promise<string[]> {
  const templates = own ?? common;
  const { rules } = await openRepository(ecr, repository, createRepository, job);
  const wanted = tagsOf(templates, job.context);
  const ofCommit = tagsOf(
    templates.filter(({ type }) => type === "sha"),
    job.context,
  );
  const suffix = digest.slice("sha256:".length).slice(0, SUFFIX);
  const replacements = new Map(ofCommit.map((tag) => [tag, `${tag}-${suffix}`]));
  const existing = await existingTags(ecr, repository, [...wanted, ...replacements.values()]);
  const { tags, taken } = freeTags({
    tags: wanted,
    replacements,
    existing,
    digest,
    isImmutable: (tag) => isImmutable(rules, tag),
  });
  const [first] = taken;
  const holder = first === undefined ? undefined : existing.get(first);
  if (first !== undefined && holder !== undefined)
    throw tagTaken(repository, first, holder, digest);
  return tags;
}

async function push(
  { image, index, platforms, tags, size, built }: Merged,
  client: RegistryClient,
): Promise<ImageResult> {
  const started = performance.now();
  const { name, repository } = image;
  if (!(await client.hasManifest(repository, index.digest)))
    await client.putManifest(repository, index.digest, index);
  for (const tag of tags) await setTag(client, repository, tag, index);
  await confirm(client, repository, index.digest, tags);
  return {
    name,
    repository,
    tags,
    digest: index.digest,
    platforms,
    size,
    built,
    why: `an index of ${platforms.join(" and ")}`,
    milliseconds: performance.now() - started,
  };
}
