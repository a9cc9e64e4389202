import type { Digest } from "../../lib/image-reference.ts";
import type { Job } from "../../lib/runtime/job.ts";
import type { BuildRequest } from "./docker/arguments.ts";
import { buildAndPushImage, buildImage } from "./docker/build.ts";
import type { RegistryClient } from "./registry/client.ts";
import { confirm } from "./registry/confirm.ts";
import { factsOf } from "./registry/facts.ts";
import { setTag } from "./registry/tags.ts";
import type { PlannedImage } from "./preflight.ts";
import type { ImageRequest } from "./images/requests.ts";
import type { ImageResult } from "./images/results.ts";

/** Where images go. */
export interface Target {
  registry: RegistryClient;
  /** Host and port as image names have them. */
  host: string;
  /** Variables for docker, with the login in them. */
  environment: Readonly<Record<string, string>>;
}

/**
 * Builds and pushes an image, or reuses the one that is there, and proves it: after it, each tag of the image names
 * the digest in the registry.
 * @throws ActionError the cause of a failed build, `digest-mismatch`, `registry-unavailable`
 */
export async function pushImage(
  planned: PlannedImage,
  target: Target,
  job: Job,
): Promise<ImageResult> {
  const started = performance.now();
  const { image, tags } = planned;
  const digest =
    planned.kind === "build"
      ? await buildAndPush(planned, target, job)
      : await reuse(planned, target.registry, job);
  const manifest = await confirm(target.registry, image.repository, digest, tags);
  const { platforms, size } = await factsOf(target.registry, image.repository, manifest);
  job.log.info(`confirmed in the registry: ${digest}`);
  return {
    name: image.name,
    repository: image.repository,
    tags,
    digest,
    platforms,
    size,
    built: planned.kind === "build",
    milliseconds: performance.now() - started,
  };
}

async function buildAndPush(
  request: ImageRequest,
  { host, environment }: Target,
  job: Job,
): Promise<Digest> {
  const { name, repository } = request.image;
  const names = request.tags.map((tag) => `${host}/${repository}:${tag}`);
  const pushed = await buildAndPushImage(name, buildRequest(request, names, job), environment, job);
  return pushed.digest;
}

async function reuse(
  { image: { repository }, digest, missingTags }: Extract<PlannedImage, { kind: "reuse" }>,
  registry: RegistryClient,
  job: Job,
): Promise<Digest> {
  job.log.info(`not built: an earlier run pushed this commit as ${digest}`);
  if (missingTags.length === 0) return digest;
  const manifest = await confirm(registry, repository, digest, []);
  for (const tag of missingTags) await setTag(registry, repository, tag, manifest);
  return digest;
}

/** Builds an image without a push: all that is known afterwards is that it can be built. */
export async function buildOnly(request: ImageRequest, job: Job): Promise<ImageResult> {
  const started = performance.now();
  const { image, tags } = request;
  const names = tags.map((tag) => `${image.repository}:${tag}`);
  await buildImage(image.name, buildRequest(request, names, job), job);
  return {
    name: image.name,
    repository: image.repository,
    tags,
    digest: undefined,
    platforms: image.platforms,
    size: undefined,
    built: true,
    milliseconds: performance.now() - started,
  };
}

function buildRequest(
  { image, context, file }: ImageRequest,
  names: string[],
  job: Job,
): BuildRequest {
  const { serverUrl, repository, sha } = job.context;
  return {
    context,
    file,
    target: image.target,
    platforms: image.platforms,
    buildArgs: image.buildArgs,
    names,
    labels: {
      "org.opencontainers.image.revision": sha,
      "org.opencontainers.image.source": `${serverUrl}/${repository}`,
    },
  };
}
