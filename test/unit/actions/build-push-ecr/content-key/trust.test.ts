import { expect, test } from "@jest/globals";
import { mayShareImages } from "../../../../../actions/build-push-ecr/src/content-key/trust.ts";

test.each([
  ["push", "refs/heads/main", "main", true],
  ["workflow_dispatch", "refs/heads/main", "main", true],
  ["schedule", "refs/heads/trunk", "trunk", true],
  ["push", "refs/heads/feature", "main", false],
  ["workflow_dispatch", "refs/heads/feature", "main", false],
  ["push", "refs/tags/main", "main", false],
  ["push", "refs/heads/main", undefined, false],
  ["pull_request", "refs/pull/1/merge", "main", false],
  ["pull_request_target", "refs/heads/main", "main", false],
  ["workflow_run", "refs/heads/main", "main", false],
  ["issue_comment", "refs/heads/main", "main", false],
  ["merge_group", "refs/heads/gh-readonly-queue/main/pr-1", "main", false],
])("I-E 69: %s of %s, default branch %s, shares: %s", (eventName, ref, defaultBranch, expected) => {
  expect(mayShareImages({ eventName, ref, defaultBranch })).toBe(expected);
  const isOtherCheckout = true;
  expect(mayShareImages({ eventName, ref, defaultBranch, isOtherCheckout })).toBe(false);
});
