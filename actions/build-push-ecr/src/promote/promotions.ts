import type { Digest } from "../../../lib/image-reference.ts";
import type { Template } from "../images/tags.ts";
import type { ImagePlace } from "./place.ts";
import type { StoredImage, StoredImages } from "./stored-images.ts";

/** One image, where it lies and where it goes. */
export interface Promotion {
  name: string;
  digest: Digest;
  /** Repository of the source. */
  from: string;
  /** The tag that has to name it in the source; undefined = none is known. */
  sourceTag: string | undefined;
  /** Repository of the destination. */
  to: string;
  /** Tags it gets in the destination. */
  tags: string[];
}

/** A promotion, with every value that the inputs give. */
export interface PromotionRequest {
  images: StoredImages;
  source: ImagePlace;
  destination: ImagePlace;
  tags: readonly Template[];
}

/** The tag of a commit, as `type=sha` gives it; a build may add a suffix to it. */
const COMMIT_TAG = /^sha-([0-9a-f]{40})(?:-[0-9a-z]+)?$/;

/** Whether a tag is one of a commit: it names one image for ever, whatever the repository allows. */
export const isCommitTag = (tag: string): boolean => COMMIT_TAG.test(tag);

/** Whether a tag is one of this commit. */
export const isOfCommit = (tag: string, commit: string): boolean =>
  COMMIT_TAG.exec(tag)?.[1] === commit;

/** What is to be done, image by image. The request has no problem (`problemsOf`). */
export const promotionsOf = ({
  images,
  source,
  destination,
  tags,
}: PromotionRequest): Promotion[] =>
  [...images].map(([name, image]) => ({
    name,
    digest: image.digest,
    from: image.repository,
    sourceTag: image.tag,
    to: destination.prefix + image.repository.slice(source.prefix.length),
    tags: tagsOf(tags, image),
  }));

/** Tags of the destination. `type=sha` is the commit of the image, not that of the run. */
function tagsOf(templates: readonly Template[], { tag = "" }: StoredImage): string[] {
  const commit = COMMIT_TAG.exec(tag)?.[1];
  const filled = templates.flatMap((template) => {
    if (template.type === "raw") return [template.value];
    if (template.type === "branch" || commit === undefined) return [];
    const { prefix, format } = template;
    // With the suffix that the build gave it.
    if (prefix === "sha-" && format === "long") return [tag];
    return [prefix + (format === "long" ? commit : commit.slice(0, 7))];
  });
  return [...new Set(filled)];
}

/** What is wrong with a request, by input: whole sentences. */
export function problemsOf(request: PromotionRequest): Record<"images" | "tags", string[]> {
  const { images, source, tags } = request;
  const list = [...images];
  const outside = list
    .filter(([, { repository }]) => !repository.startsWith(source.prefix))
    .map(
      ([name, { repository }]) =>
        `the repository ${repository} of ${name} does not begin with "${source.prefix}". Expected images of the source, whose repository-prefix this is.`,
    );
  const untagged = list
    .filter(([, { tag = "" }]) => tags.some(({ type }) => type === "sha") && !isCommitTag(tag))
    .map(
      ([name]) =>
        `${name} has no tag of its commit, which type=sha needs. Expected "tag": "sha-<40 digits>" next to its digest, or other tags.`,
    );
  const ofBranch = tags.some(({ type }) => type === "branch")
    ? [
        "type=branch cannot be used here: an image has no branch. Expected type=sha or type=raw,value=….",
      ]
    : [];
  const found = { images: [...outside, ...untagged], tags: ofBranch };
  // Conflicts can only be found if each image is valid by itself.
  if (found.images.length + found.tags.length > 0) return found;
  const conflict = conflictOf(request);
  return conflict === undefined ? found : { ...found, tags: [conflict] };
}

/** Two images under one name, or images that are promoted to the place where they already are. */
function conflictOf(request: PromotionRequest): string | undefined {
  const promotions = promotionsOf(request);
  const names = new Map<string, string>();
  for (const { name, to, tags } of promotions)
    for (const tag of tags) {
      const other = names.get(`${to}:${tag}`);
      if (other !== undefined)
        return `${other} and ${name} would both be named ${to}:${tag}. Expected different repositories or tags.`;
      names.set(`${to}:${tag}`, name);
    }
  if (!isSameRegistry(request)) return undefined;
  const own = promotions.find(
    ({ from, to, sourceTag, tags }) => from === to && tags.every((tag) => tag === sourceTag),
  );
  return own === undefined
    ? undefined
    : `${own.name} is already ${own.from}:${own.sourceTag ?? ""}, in the same registry. Expected another destination, or another tag.`;
}

const isSameRegistry = ({ source, destination }: PromotionRequest): boolean =>
  source.accountId === destination.accountId && source.region === destination.region;
