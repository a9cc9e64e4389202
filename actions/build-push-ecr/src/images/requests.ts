import { existsSync, realpathSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { copyOfPipeline } from "../../../lib/pipeline-folder.ts";
import { isOfPipeline } from "../../../lib/pipeline-path.ts";
import { ActionError, invalidInputs } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { writePrivate } from "../../../lib/runtime/private-file.ts";
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
  /** Files of the build secrets that it uses, by their ids. */
  secretFiles: Record<string, string>;
  /** The tags in `tags` that name the commit: another image of the same commit gets a longer tag. */
  commitTags: string[];
}

/**
 * Finds what every image needs on disk, before anything is built and before the first request to AWS.
 * @throws ActionError `context-not-found`, `dockerfile-not-found`, `no-tags`, `duplicate-tag`
 */
export async function requestsOf(
  { images, tags, repositoryPrefix = "", buildSecrets, leg }: Inputs,
  job: Job,
): Promise<ImageRequest[]> {
  // All secrets are masked before the first message about any image.
  for (const { buildArgs } of images) possibleSecrets(buildArgs).forEach((one) => job.mask(one));
  const requests: ImageRequest[] = [];
  for (const given of images) {
    const image = { ...given, repository: repositoryPrefix + given.repository };
    explainDots(image, job);
    const context = await findPath(image.context, job);
    const file = findDockerfile(
      image.file === undefined ? path.join(context, "Dockerfile") : await findPath(image.file, job),
    );
    checkFiles(image, context, file);
    warnAboutSecrets(image, job);
    const templates = image.tags ?? tags;
    const filled = tagsOf(templates, job.context).map((tag) => ofLeg(tag, leg));
    if (filled.length === 0) throw noTags(image, job);
    requests.push({
      image,
      context: realpathSync(context),
      file: resolveFile(file),
      tags: filled,
      secretFiles: await writeSecrets(image.secrets, buildSecrets, job),
      commitTags: tagsOf(
        templates.filter(({ type }) => type === "sha"),
        job.context,
      ).map((tag) => ofLeg(tag, leg)),
    });
  }
  checkDuplicates(requests);
  return requests;
}

/** Explains a dot in the first part of a name: it may be meant as the host of a registry. */
function explainDots({ name, repository }: ImageInput, { log }: Job): void {
  const first = repository.slice(0, repository.indexOf("/") + 1);
  if (first.includes("."))
    log.info(
      `image ${name}: ${repository} is read as the name of a repository in ECR; ${first.slice(0, -1)} in it is not read as a host`,
    );
}

/** https://docs.docker.com/reference/cli/docker/image/tag/ */
const LONGEST_TAG = 128;

/** Returns the tag for one leg of a matrix. The image of all legs gets the tag itself. */
function ofLeg(tag: string, leg: string | undefined): string {
  const whole = leg === undefined ? tag : `${tag}-${leg}`;
  if (whole.length <= LONGEST_TAG) return whole;
  throw invalidInputs([
    `tags: "${whole}" has more than ${LONGEST_TAG} characters, including the leg at its end. Expected a shorter tag, or a shorter name of the leg.`,
  ]);
}

/** Folder of the build secrets' files, in the action's private folder. */
const SECRETS = "build-secrets";

/** Writes the secrets into files that only the job's user can read, until `removeSecrets`. */
async function writeSecrets(
  ids: readonly string[],
  values: Readonly<Record<string, string>>,
  job: Job,
): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const id of ids)
    files[id] = await writePrivate(job, path.join(SECRETS, id), values[id] ?? "");
  return files;
}

/** Removes the files of build secrets. */
export const removeSecrets = ({ temporaryDirectory }: Job): void =>
  rmSync(path.join(temporaryDirectory, SECRETS), { recursive: true, force: true });

/** Returns an absolute path, which may not exist. */
const findPath = async (given: string, job: Job): Promise<string> =>
  isOfPipeline(given) ? copyOfPipeline(given, job) : path.resolve(job.checkout, given);

/** Returns the path of the Dockerfile. As in docker, a file named `dockerfile` in lower case is found too. */
function findDockerfile(file: string): string {
  const lowerCase = path.join(path.dirname(file), "dockerfile");
  return path.basename(file) === "Dockerfile" && !existsSync(file) && existsSync(lowerCase)
    ? lowerCase
    : file;
}

/**
 * Resolves links in the path, but keeps a Dockerfile that is itself a link: its .dockerignore is next to the link.
 * BuildKit does not follow a link that leads out of its folder; then the link's target is built.
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

/** Refuses two images with the same name: each would overwrite the other. */
function checkDuplicates(requests: readonly ImageRequest[]): void {
  const seen = new Map<string, string>();
  for (const { image, tags } of requests)
    for (const tag of tags) {
      const name = `${image.repository}:${tag}`;
      const other = seen.get(name);
      if (other !== undefined)
        throw new ActionError({
          reason: "duplicate-tag",
          message: `images ${other} and ${image.name} would both be named ${name}`,
          fix: "give them different repositories, or different tags",
        });
      seen.set(name, image.name);
    }
}
