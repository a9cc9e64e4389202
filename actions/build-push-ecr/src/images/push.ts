import path from "node:path";
import type { Job } from "../../../lib/runtime/job.ts";
import { build } from "../docker/build.ts";
import type { BuildRequest } from "../docker/arguments.ts";
import type { ImageResult } from "./results.ts";
import type { Step } from "./preflight.ts";
import { confirm } from "../registry/confirm.ts";
import type { Manifest, RegistryClient } from "../registry/client.ts";
import { factsOf } from "../registry/facts.ts";
import type { Request } from "./requests.ts";

/** Where images go. */
export interface Target {
  registry: RegistryClient;
  /** Host and port as image names have them. */
  host: string;
  /** Variables for docker, with the login in them. */
  environment: Readonly<Record<string, string>>;
}

/**
 * Does one step of the plan and proves it: after it, each tag of the image names the digest in the registry.
 * @throws ActionError the cause of a failed build, `digest-mismatch`, `registry-unavailable`
 */
export async function push(step: Step, target: Target, job: Job): Promise<ImageResult> {
  const started = performance.now();
  const { image, tags } = step.request;
  const digest =
    step.kind === "build"
      ? await buildAndPush(step.request, target, job)
      : await reuse(step, target.registry, job);
  const manifest: Manifest = await confirm(target.registry, image.repository, digest, tags);
  const { platforms, size } = await factsOf(target.registry, image.repository, manifest);
  job.log.info(`confirmed in the registry: ${digest}`);
  return {
    name: image.name,
    repository: image.repository,
    tags,
    digest,
    platforms,
    size,
    built: step.kind === "build",
    milliseconds: performance.now() - started,
  };
}

async function buildAndPush(
  request: Request,
  { host, environment }: Target,
  job: Job,
): Promise<string> {
  const names = request.tags.map((tag) => `${host}/${request.image.repository}:${tag}`);
  const pushed = await build(
    request.image.name,
    buildRequest(request, names, true, job),
    environment,
    job,
  );
  // With a push there is always metadata, or `build` has thrown.
  return pushed?.digest ?? "";
}

async function reuse(
  { request, digest, missingTags }: Extract<Step, { kind: "reuse" }>,
  registry: RegistryClient,
  job: Job,
): Promise<string> {
  const { repository } = request.image;
  job.log.info(`not built: an earlier run pushed this commit as ${digest}`);
  if (missingTags.length === 0) return digest;
  const manifest = await confirm(registry, repository, digest, []);
  for (const tag of missingTags) await registry.tag(repository, tag, manifest);
  return digest;
}

/** Only builds: nothing is known of the image but that it can be built. */
export async function buildOnly(request: Request, job: Job): Promise<ImageResult> {
  const started = performance.now();
  const { image, tags } = request;
  const names = tags.map((tag) => `${image.repository}:${tag}`);
  await build(image.name, buildRequest(request, names, false, job), job.environment, job);
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
  { image, context, file }: Request,
  names: string[],
  push: boolean,
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
    push,
    metadataFile: path.join(job.temporaryDirectory, `${image.name}.metadata.json`),
  };
}
