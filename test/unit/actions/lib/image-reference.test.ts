import { expect, test } from "@jest/globals";
import { parseDigest, parseImageName } from "../../../../actions/lib/image-reference.ts";

test.each([
  [`sha256:${"a".repeat(64)}`, true],
  [`sha256:${"A".repeat(64)}`, false],
  [`sha256:${"a".repeat(63)}`, false],
  ["", false],
  [undefined, false],
])("whether %s is a digest: %s", (text, expected) => {
  expect(parseDigest(text)).toBe(expected ? text : undefined);
});

test.each([
  ["node:24", "docker.io", "node"],
  ["library/node", "docker.io", "library/node"],
  ["docker.io/library/node:24", "docker.io", "library/node"],
  ["127.0.0.1:5000/fleet-dev/backend:v1", "127.0.0.1:5000", "fleet-dev/backend"],
  ["localhost/a", "localhost", "a"],
  [`ghcr.io/a/b@sha256:${"a".repeat(64)}`, "ghcr.io", "a/b"],
])("%s has the host %s and the repository %s", (reference, host, repository) => {
  expect(parseImageName(reference)).toStrictEqual({ host, repository });
});
