import { describe, expect, test } from "@jest/globals";
import { imagePlace } from "../../../../../actions/build-push-ecr/src/promote/place.ts";

test.each([
  [
    '{account: "111122223333", region: eu-west-1, repository-prefix: fleet-staging/}',
    { accountId: "111122223333", region: "eu-west-1", prefix: "fleet-staging/" },
  ],
  ["account: 111122223333", { accountId: "111122223333", prefix: "" }],
  ["{}", { accountId: undefined, prefix: "" }],
  ["repository-prefix: team/fleet-", { prefix: "team/fleet-" }],
])("%s", (given, place) => {
  expect(imagePlace.parse(given)).toMatchObject(place);
});

test.each(["environments/staging.yml", "staging.yaml", "ops/environments/eu-1.yml"])(
  "%s is an environment file",
  (given) => {
    expect(imagePlace.parse(given)).toStrictEqual({ file: given });
  },
);

describe("refused", () => {
  test.each([
    [
      "account: 012345678901",
      /account: \S+ is not valid\. Expected an account id of twelve digits.*in quotes/,
    ],
    ["account: 1234", /twelve digits/],
    ["region: Ireland", /region: "Ireland" is not valid\. Expected a region, for example/],
    ["repository-prefix: Fleet/", /repository-prefix/],
    ["acount: 1", /acount: there is no such key. Did you mean account\?/],
    ["staging", /^$/],
    ["region: staging.yml", /region: "staging.yml" is not valid. Expected a region/],
  ])("%s", (given, message) => {
    expect(() => imagePlace.parse(given)).toThrow(message);
  });
});
