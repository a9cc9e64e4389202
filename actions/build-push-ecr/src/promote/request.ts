import type { PromotionInputs } from "../contract.ts";
import type { ImagePlace } from "./place.ts";
import { problemsOf } from "./promotions.ts";
import type { PromotionRequest } from "./promotions.ts";

/** The inputs of a promotion, as far as they were accepted. */
type Given = Pick<
  Partial<PromotionInputs>,
  | "images"
  | "source"
  | "destination"
  | "tags"
  | "awsRegion"
  | "expectedAccountId"
  | "sourceRoleArn"
  | "push"
>;

/** The values that a promotion goes by: what the source does not say is as in the destination. */
export function requestOf(given: Given): PromotionRequest {
  const { images = new Map(), tags = [], source, destination } = given;
  const accountId = destination?.accountId ?? given.expectedAccountId;
  const region = destination?.region ?? given.awsRegion;
  const ownAccount = given.sourceRoleArn?.split(":")[4];
  return {
    ...{ images, tags },
    destination: { accountId, region, prefix: destination?.prefix ?? "" },
    source: {
      accountId: source?.accountId ?? ownAccount ?? accountId,
      region: source?.region ?? region,
      prefix: source?.prefix ?? "",
    } satisfies ImagePlace,
  };
}

/** What is wrong with the inputs of a promotion beside each other, as `readInputs` takes it. */
export function findProblems(given: Given): Record<string, string | { problem: string }> {
  const { source, destination, awsRegion, expectedAccountId, sourceRoleArn, push } = given;
  const request = requestOf(given);
  const found: Record<string, string | undefined> = { ...problemsOf(request) };
  const { accountId, region } = destination ?? {};
  if (push === false)
    found["push"] =
      "false is of no use here: a promotion is a push. Expected true, or command build.";
  if (region !== undefined && awsRegion !== undefined && region !== awsRegion)
    found["aws-region"] =
      `"${awsRegion}" is not the region of destination, ${region}. Expected one of them only.`;
  if (accountId !== undefined && expectedAccountId !== undefined && accountId !== expectedAccountId)
    found["expected-account-id"] =
      `"${expectedAccountId}" is not the account of destination, ${accountId}. Expected one of them only.`;
  const reader = sourceRoleArn?.split(":")[4];
  if (source?.accountId !== undefined && reader !== undefined && reader !== source.accountId)
    found["source-role-arn"] =
      `"${sourceRoleArn ?? ""}" is a role of account ${reader}. Expected a role of account ${source.accountId}, which source names.`;
  const problems = Object.entries(found).flatMap(([name, problem]) =>
    problem === undefined ? [] : [[name, { problem }] as const],
  );
  return {
    ...(region === undefined && { "aws-region": "unless destination has a region" }),
    ...Object.fromEntries(problems),
  };
}
