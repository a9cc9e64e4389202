import type { Digest } from "../../../lib/image-reference.ts";
import type { Template } from "../images/tags.ts";
import type { ImagePlace } from "./place.ts";
import type { StoredImage, StoredImages } from "./stored-images.ts";

/** One image, where it is and where it goes. */
export interface Promotion {
  name: string;
  digest: Digest;
  /** Repository of the source. */
  from: string;
  /** The tag that has to name the image in the source; undefined = no tag is known. */
  sourceTag: string | undefined;
  /** Repository of the destination. */
  to: string;
  /** Tags that the image gets in the destination. */
  tags: string[];
}

/** A promotion with all values from the inputs. */
export interface PromotionRequest {
  images: StoredImages;
  source: ImagePlace;
  destination: ImagePlace;
  tags: readonly Template[];
}

/** The tag of a commit, as `type=sha` gives it; a build may add a suffix. */
const COMMIT_TAG = /^sha-([0-9a-f]{40})(?:-[0-9a-z]+)?$/;

/** Returns whether a tag is a commit tag. Such a tag always names the same image, whatever the repository allows. */
export const isCommitTag = (tag: string): boolean => COMMIT_TAG.test(tag);

/** Returns whether a tag belongs to this commit. */
export const isOfCommit = (tag: string, commit: string): boolean =>
  COMMIT_TAG.exec(tag)?.[1] === commit;

/** Returns what to do for each image. The request must have no problem (`problemsOf`). */
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

/** Returns the tags in the destination. `type=sha` is the commit of the image, not the commit of the run. */
function tagsOf(templates: readonly Template[], { tag = "" }: StoredImage): string[] {
  const commit = COMMIT_TAG.exec(tag)?.[1];
  const filled = templates.flatMap((template) => {
    if (template.type === "raw") return [template.value];
    if (template.type === "branch" || commit === undefined) return [];
    const { prefix, format } = template;
    // Keeps the suffix that the build gave the tag.
    if (prefix === "sha-" && format === "long") return [tag];
    return [prefix + (format === "long" ? commit : commit.slice(0, 7))];
  });
  return [...new Set(filled)];
}

/** Returns what is wrong with a request, by input, in complete sentences. */
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

/** Finds two images with the same name, or an image that is promoted to the place where it already is. */
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
