import type { PromotionInputs } from "../contract.ts";
import type { ImagePlace } from "./place.ts";
import type { ImagePlaces } from "./read-places.ts";
import { isOfCommit, problemsOf } from "./promotions.ts";
import type { StoredImages } from "./stored-images.ts";
import type { PromotionRequest } from "./promotions.ts";

/** The inputs of a promotion that are valid. */
type Given = Pick<
  Partial<PromotionInputs>,
  | "images"
  | "commit"
  | "tags"
  | "repositoryPrefix"
  | "awsRegion"
  | "expectedAccountId"
  | "sourceRoleArn"
> &
  Partial<ImagePlaces>;

/** Returns the values for a promotion. A value that is missing for the source is the same as for the destination. */
export function requestOf(given: Given): PromotionRequest {
  const { images = new Map(), commit, tags = [], source, destination } = given;
  const accountId = destination?.accountId ?? given.expectedAccountId;
  const region = destination?.region ?? given.awsRegion;
  const ownAccount = given.sourceRoleArn?.split(":")[4];
  const prefix = (destination === undefined ? given.repositoryPrefix : destination.prefix) ?? "";
  return {
    images: withCommitTags(images, commit),
    tags,
    destination: { accountId, region, prefix },
    source: {
      accountId: source?.accountId ?? ownAccount ?? accountId,
      region: source?.region ?? region,
      prefix: source?.prefix ?? "",
    } satisfies ImagePlace,
  };
}

/**
 * Adds commit tags if the commit is given. A release record names the commit of its images, but no tags: the source is
 * searched for them later.
 */
const withCommitTags = (images: StoredImages, commit: string | undefined): StoredImages =>
  commit === undefined
    ? images
    : new Map(
        [...images].map(([name, image]) => [name, { ...image, tag: image.tag ?? `sha-${commit}` }]),
      );

/** Returns problems between the inputs of a promotion, in the form that `readInputs` expects. */
export function findProblems(
  given: Given,
): Record<string, string | { problem: readonly string[] }> {
  const { source, destination, awsRegion, expectedAccountId, sourceRoleArn, commit } = given;
  const request = requestOf(given);
  const found: Record<string, readonly string[]> = { ...problemsOf(request) };
  const { accountId, region } = destination ?? {};
  const other =
    commit === undefined
      ? undefined
      : [...request.images].find(([, { tag = "" }]) => !isOfCommit(tag, commit));
  if (other !== undefined)
    found["images"] = [
      ...(found["images"] ?? []),
      `the tag ${other[1].tag ?? ""} of ${other[0]} is not a tag of the commit ${commit ?? ""}. Expected images of that commit.`,
    ];
  if (region !== undefined && awsRegion !== undefined && region !== awsRegion)
    found["aws-region"] = [
      `"${awsRegion}" is not the region of destination, ${region}. Expected the same region, or only one of the two inputs.`,
    ];
  if (accountId !== undefined && expectedAccountId !== undefined && accountId !== expectedAccountId)
    found["expected-account-id"] = [
      `"${expectedAccountId}" is not the account of destination, ${accountId}. Expected the same account, or only one of the two inputs.`,
    ];
  const reader = sourceRoleArn?.split(":")[4];
  if (source?.accountId !== undefined && reader !== undefined && reader !== source.accountId)
    found["source-role-arn"] = [
      `"${sourceRoleArn ?? ""}" is a role of account ${reader}. Expected a role of account ${source.accountId}, which source names.`,
    ];
  const problems = Object.entries(found).flatMap(([name, problem]) =>
    problem.length === 0 ? [] : [[name, { problem }] as const],
  );
  return {
    ...(region === undefined && { "aws-region": "unless destination has a region" }),
    ...Object.fromEntries(problems),
  };
}
