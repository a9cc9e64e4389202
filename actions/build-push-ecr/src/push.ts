import type { Digest } from "../../lib/image-reference.ts";
import { ActionError } from "../../lib/runtime/errors.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { keyLabels, statesKey } from "./content-key/labels.ts";
import type { BuildRequest } from "./docker/arguments.ts";
import { buildAndPushImage, buildImage } from "./docker/build.ts";
import type { RegistryClient } from "./registry/client.ts";
import { confirm } from "./registry/confirm.ts";
import { REVISION, factsOf } from "./registry/facts.ts";
import { setTag } from "./registry/tags.ts";
import type { KeyedImage, PlannedImage } from "./preflight.ts";
import type { ImageRequest } from "./images/requests.ts";
import type { ImageResult } from "./images/results.ts";

/** Where images go. */
export interface Target {
  registry: RegistryClient;
  /** Host and port as image names have them. */
  host: string;
  /** Variables for docker, with the login in them. */
  environment: Readonly<Record<string, string>>;
  /** Checks the repository again, after another run took a tag. */
  plan: (wanted: KeyedImage) => Promise<PlannedImage>;
}

/**
 * Builds and pushes an image, or reuses one with the same content, and reads it back: each tag of the image then names
 * the digest in the registry. If another run takes a tag in the meantime, the image is planned and pushed a second
 * time.
 * @throws ActionError the cause of a failed build, `digest-mismatch`, `registry-unavailable`
 */
export async function pushImage(
  planned: PlannedImage,
  target: Target,
  job: Job,
): Promise<ImageResult> {
  try {
    return await pushOnce(planned, target, job);
  } catch (error) {
    if (!(error instanceof ActionError && error.reason === "immutable-tag-exists")) throw error;
    job.log.info(`${error.message}; another run may have pushed it meanwhile`);
    return await pushOnce(await target.plan(planned.wanted), target, job);
  }
}

async function pushOnce(planned: PlannedImage, target: Target, job: Job): Promise<ImageResult> {
  const started = performance.now();
  const { registry } = target;
  const { image, tags, key } = planned;
  const pushed = planned.kind === "build" ? allTags(planned) : tags;
  const digest =
    planned.kind === "build"
      ? await buildAndPush(planned, target, job)
      : await reuse(planned, registry, job);
  const manifest = await confirm(registry, image.repository, digest, pushed, (other) =>
    factsOf(registry, image.repository, other).then(
      (facts) => statesKey(facts.labels, key),
      // An image that cannot be read does not count as the same.
      () => false,
    ),
  );
  const { platforms, size, labels } = await factsOf(registry, image.repository, manifest);
  job.log.info(`confirmed in the registry: ${digest}`);
  return {
    name: image.name,
    repository: image.repository,
    tags,
    digest,
    platforms,
    size,
    built: planned.kind === "build",
    // The reason may contain the name of a base image, which can depend on build arguments.
    why: job.redactor.redact(planned.kind === "build" ? planned.why : whyReused(labels[REVISION])),
    milliseconds: performance.now() - started,
  };
}

const whyReused = (revision: string | undefined): string =>
  revision === undefined ? "same content" : `same content as in commit ${revision.slice(0, 7)}`;

/**
 * Returns all tags. The shared tag comes first: a run that loses the race for the commit tag can then find the content.
 */
const allTags = ({ sharedTag, tags }: PlannedImage): string[] =>
  sharedTag === undefined ? tags : [sharedTag, ...tags];

async function buildAndPush(
  planned: Extract<PlannedImage, { kind: "build" }>,
  { host, environment }: Target,
  job: Job,
): Promise<Digest> {
  const { name, repository } = planned.image;
  job.log.info(`built, because: ${planned.why}`);
  const names = allTags(planned).map((tag) => `${host}/${repository}:${tag}`);
  const request = buildRequest(planned, names, job, keyLabels(planned.key));
  const pushed = await buildAndPushImage(name, request, environment, job);
  return pushed.digest;
}

async function reuse(
  { image: { repository }, digest, missingTags }: Extract<PlannedImage, { kind: "reuse" }>,
  registry: RegistryClient,
  job: Job,
): Promise<Digest> {
  job.log.info(`not built: ${digest} has the same content`);
  if (missingTags.length === 0) return digest;
  const manifest = await confirm(registry, repository, digest, []);
  for (const tag of missingTags) await setTag(registry, repository, tag, manifest);
  return digest;
}

/**
 * Builds an image without a push: proves only that it can be built.
 * @param environment variables for docker
 */
export async function buildOnly(
  request: ImageRequest,
  environment: Readonly<Record<string, string>>,
  job: Job,
): Promise<ImageResult> {
  const started = performance.now();
  const { image, tags } = request;
  const names = tags.map((tag) => `${image.repository}:${tag}`);
  await buildImage(image.name, buildRequest(request, names, job), environment, job);
  return {
    name: image.name,
    repository: image.repository,
    tags,
    digest: undefined,
    platforms: image.platforms,
    size: undefined,
    built: true,
    why: "push is false",
    milliseconds: performance.now() - started,
  };
}

function buildRequest(
  { image, context, file, secretFiles }: ImageRequest,
  names: string[],
  job: Job,
  labels: Readonly<Record<string, string>> = {},
): BuildRequest {
  const { serverUrl, repository, sha } = job.context;
  return {
    context,
    file,
    target: image.target,
    platforms: image.platforms,
    buildArgs: image.buildArgs,
    names,
    secretFiles,
    labels: {
      ...labels,
      [REVISION]: sha,
      "org.opencontainers.image.source": `${serverUrl}/${repository}`,
    },
  };
}
