import type { Groups } from "../../../lib/match-failure.ts";

/**
 * How registries refuse to move a tag: ECR's message, and the message of registries that name the existing tag. A
 * repository may itself be called immutable.
 */
export const IMMUTABLE_TAG =
  /\b(?:is|are|as) immutable\b|\btag immutability\b|tag invalid: .*already exists/i;

/**
 * How ECR refuses to push an image or a tag above its quota.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html
 */
export const IMAGE_QUOTA =
  /maximum allowed number of (?<what>images|tags per image) which is '(?<most>\d+)'/;

export const quotaMessage = (repository: string, { what, most }: Groups): string =>
  `${repository} has as many ${what ?? "images"} as ECR allows (${most ?? "its quota"})`;

export const quotaFix = (repository: string, { what }: Groups): string =>
  `${what === "tags per image" ? `delete old tags of this image in ${repository}` : `delete old images of ${repository}, best with a lifecycle policy`}, or raise the quota of ECR (Service Quotas in the AWS console)`;
