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
    ["account: 012345678901", /account: an account id of twelve digits.*in quotes/],
    ["account: 1234", /twelve digits/],
    ["region: Ireland", /region: a region, for example/],
    ["repository-prefix: Fleet/", /repository-prefix/],
    ["acount: 1", /other keys than account/],
    ["staging", /other keys than account/],
    ["region: staging.yml", /region: a region/],
  ])("%s", (given, message) => {
    expect(() => imagePlace.parse(given)).toThrow(message);
  });
});
