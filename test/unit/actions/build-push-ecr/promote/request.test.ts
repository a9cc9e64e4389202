import { describe, expect, test } from "@jest/globals";
import {
  findProblems,
  requestOf,
} from "../../../../../actions/build-push-ecr/src/promote/request.ts";

const STAGING = { accountId: "111111111111", region: "eu-west-1", prefix: "fleet-staging/" };
const PRODUCTION = { accountId: "222222222222", region: "us-east-1", prefix: "fleet-production/" };
const READER = "arn:aws:iam::111111111111:role/fleet-staging-plan";
const COMMIT = "c".repeat(40);
const IMAGE = {
  repository: "fleet-staging/app",
  digest: `sha256:${"1".repeat(64)}` as const,
  tag: undefined,
};
type Given = Parameters<typeof findProblems>[0];

test.each<[string, Given, object]>([
  [
    "source and destination are given",
    { source: STAGING, destination: PRODUCTION },
    { source: STAGING, destination: PRODUCTION },
  ],
  [
    "the source defaults to account and region of the destination",
    { destination: PRODUCTION },
    { source: { ...PRODUCTION, prefix: "" } },
  ],
  [
    "the destination comes from the other inputs",
    { expectedAccountId: "222222222222", awsRegion: "us-east-1", source: STAGING },
    { destination: { accountId: "222222222222", region: "us-east-1", prefix: "" } },
  ],
  [
    "the account of the source is the account of its role",
    { destination: PRODUCTION, sourceRoleArn: READER },
    { source: { accountId: "111111111111", region: "us-east-1", prefix: "" } },
  ],
  [
    "the destination comes from the other inputs, with repository-prefix",
    {
      expectedAccountId: "222222222222",
      awsRegion: "us-east-1",
      repositoryPrefix: "fleet-production/",
      source: STAGING,
    },
    { destination: PRODUCTION },
  ],
  [
    "images of a release record, which has no tags, get the tag of the commit",
    { commit: COMMIT, images: new Map([["app", IMAGE]]), destination: PRODUCTION },
    { images: new Map([["app", { ...IMAGE, tag: `sha-${COMMIT}` }]]) },
  ],
])("%s", (_, given, expected) => {
  expect(requestOf(given)).toMatchObject(expected);
});

describe("problems of inputs that do not fit together", () => {
  test.each<[string, Given, object]>([
    ["no region", {}, { "aws-region": "unless destination has a region" }],
    ["none if destination has a region", { destination: PRODUCTION }, {}],
    [
      "two regions",
      { awsRegion: "eu-west-1", destination: PRODUCTION },
      { "aws-region": /^"eu-west-1" is not the region of destination, us-east-1/ },
    ],
    [
      "two accounts",
      { expectedAccountId: "333333333333", destination: PRODUCTION },
      { "expected-account-id": /^"333333333333" is not the account of destination/ },
    ],
    [
      "a role of another account",
      {
        destination: PRODUCTION,
        source: { ...STAGING, accountId: "333333333333" },
        sourceRoleArn: READER,
      },
      { "source-role-arn": /is a role of account 111111111111.*333333333333/ },
    ],
    [
      "a tag of another commit",
      {
        destination: PRODUCTION,
        commit: COMMIT,
        images: new Map([["app", { ...IMAGE, tag: `sha-${"d".repeat(40)}` }]]),
      },
      { images: /^the tag sha-d+ of app is not a tag of the commit c+/ },
    ],
  ])("%s", (_, given, expected) => {
    const found = findProblems(given);
    expect(Object.keys(found)).toStrictEqual(Object.keys(expected));
    for (const [name, problem] of Object.entries(expected))
      expect(found[name]).toStrictEqual(
        problem instanceof RegExp ? { problem: [expect.stringMatching(problem)] } : problem,
      );
  });
});
