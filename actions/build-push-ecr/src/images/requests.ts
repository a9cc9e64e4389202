import { existsSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { copyOfPipeline, isOfPipeline } from "../../../lib/pipeline-folder.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { namesOfSecrets, possibleSecrets } from "../docker/arguments.ts";
import type { Inputs } from "../contract.ts";
import type { ImageInput } from "./image-inputs.ts";
import { tagsOf } from "./tags.ts";

/** An image with its files found and its tags filled in. Paths are absolute. */
export interface ImageRequest {
  image: ImageInput;
  context: string;
  file: string;
  tags: string[];
  /** Those of `tags` that name the commit: another image of the same commit gets a longer one. */
  commitTags: string[];
}

/**
 * Finds what every image needs on disk, before anything is built and before the first request to AWS.
 * @throws ActionError `context-not-found`, `dockerfile-not-found`, `no-tags`, `duplicate-tag`
 */
export async function requestsOf(
  { images, tags, repositoryPrefix = "" }: Inputs,
  job: Job,
): Promise<ImageRequest[]> {
  // All of them before the first line about any image.
  for (const { buildArgs } of images) possibleSecrets(buildArgs).forEach((one) => job.mask(one));
  const requests: ImageRequest[] = [];
  for (const given of images) {
    const image = { ...given, repository: repositoryPrefix + given.repository };
    const context = await findPath(image.context, job);
    const file = findDockerfile(
      image.file === undefined ? path.join(context, "Dockerfile") : await findPath(image.file, job),
    );
    checkFiles(image, context, file);
    warnAboutSecrets(image, job);
    const templates = image.tags ?? tags;
    const filled = tagsOf(templates, job.context);
    if (filled.length === 0) throw noTags(image, job);
    requests.push({
      image,
      context: realpathSync(context),
      file: resolveFile(file),
      tags: filled,
      commitTags: tagsOf(
        templates.filter(({ type }) => type === "sha"),
        job.context,
      ),
    });
  }
  checkDuplicates(requests);
  return requests;
}

/** Absolute; it may not exist. */
const findPath = async (given: string, job: Job): Promise<string> =>
  isOfPipeline(given) ? copyOfPipeline(given, job) : path.resolve(job.checkout, given);

/** A Dockerfile that is written in lower case is found too, as docker does. */
function findDockerfile(file: string): string {
  const lowerCase = path.join(path.dirname(file), "dockerfile");
  return path.basename(file) === "Dockerfile" && !existsSync(file) && existsSync(lowerCase)
    ? lowerCase
    : file;
}

/**
 * The path without links, except that the Dockerfile itself may be one: beside the link lies its .dockerignore. BuildKit
 * does not follow a link that leads out of its folder; of that one the target is built.
 */
function resolveFile(file: string): string {
  const folder = realpathSync(path.dirname(file));
  const target = realpathSync(file);
  return target.startsWith(`${folder}${path.sep}`)
    ? path.join(folder, path.basename(file))
    : target;
}

function checkFiles(image: ImageInput, context: string, file: string): void {
  if (!existsSync(context) || !statSync(context).isDirectory())
    throw new ActionError({
      reason: "context-not-found",
      message: `image ${image.name}: the folder ${image.context} does not exist`,
      fix: "correct context (it is relative to the repository), or check the repository out in a step before this one",
    });
  if (!existsSync(file) || !statSync(file).isFile())
    throw new ActionError({
      reason: "dockerfile-not-found",
      message: `image ${image.name}: the file ${image.file ?? path.join(image.context, "Dockerfile")} does not exist`,
      fix: "correct file (it is relative to the repository, not to the context)",
    });
}

function warnAboutSecrets(image: ImageInput, job: Job): void {
  const names = namesOfSecrets(Object.keys(image.buildArgs));
  if (names.length > 0)
    job.log.warning(
      `image ${image.name}: the build arguments ${names.join(", ")} look like secrets; everyone who may pull the image can read them`,
    );
}

const noTags = (image: ImageInput, job: Job) =>
  new ActionError({
    reason: "no-tags",
    message: `image ${image.name}: none of its tag templates gives a tag for ${job.context.ref}`,
    fix: "add a template that always gives one, such as type=sha",
  });

/** Two images under one name would overwrite each other. */
function checkDuplicates(requests: readonly ImageRequest[]): void {
  const seen = new Map<string, string>();
  for (const { image, tags } of requests)
    for (const tag of tags) {
      const name = `${image.repository}:${tag}`;
      const other = seen.get(name);
      if (other !== undefined)
        throw new ActionError({
          reason: "duplicate-tag",
          message: `images ${other} and ${image.name} would both be ${name}`,
          fix: "give them different repositories, or different tags",
        });
      seen.set(name, image.name);
    }
}
