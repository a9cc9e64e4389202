import { expect, test } from "@jest/globals";
import { alsoPullThrough, pullThroughAdvice } from "../../../../../actions/lib/aws/pull-through.ts";

test.each([
  [
    "docker-hub/library/nginx",
    "403 Forbidden",
    /ecr:BatchImportUpstreamImage.*ecr:CreateRepository/,
  ],
  ["docker-hub/nginx", "400 Bad Request", /secret of the pull-through cache rule.*library\//],
  [
    "mirror/nginx",
    "denied: The authentication to the upstream registry failed.",
    /^correct the secret/,
  ],
  ["ghcr.io/acme/web", "not found", /ecr:BatchImportUpstreamImage/],
])("%s, %s", (repository, said, advice) => {
  expect(pullThroughAdvice(repository, said)).toMatch(advice);
});

test.each(["shop-dev/web", "web", "githubber/web", "k8s"])(
  "%s is not a pull-through repository",
  (repository) => {
    expect(pullThroughAdvice(repository, "403 Forbidden")).toBeUndefined();
  },
);

test.each([
  ["111122223333.dkr.ecr.eu-west-1.amazonaws.com", "docker-hub/nginx", /^; through a pull-through/],
  ["111122223333.dkr.ecr.eu-west-1.amazonaws.com", "shop-dev/web", /^$/],
  ["public.ecr.aws", "docker-hub/nginx", /^$/],
  ["registry.example", "docker-hub/nginx", /^$/],
])("what the fix for %s/%s ends with", (registry, repository, end) => {
  expect(alsoPullThrough(registry, repository, "403 Forbidden")).toMatch(end);
});
