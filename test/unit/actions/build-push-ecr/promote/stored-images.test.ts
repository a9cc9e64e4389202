import { describe, expect, test } from "@jest/globals";
import { imagesToBuildOrPromote } from "../../../../../actions/build-push-ecr/src/promote/stored-images.ts";

const digest = `sha256:${"a".repeat(64)}`;

test("a map, such as the output of a build, is read as images to promote; extra keys are ignored", () => {
  const output = {
    frontend: { repository: "fleet-dev/frontend", digest, tag: "sha-1", built: true, size: 7 },
    backend: { repository: "fleet-dev/backend", digest },
  };
  expect(imagesToBuildOrPromote.parse(JSON.stringify(output))).toStrictEqual(
    new Map([
      ["frontend", { repository: "fleet-dev/frontend", digest, tag: "sha-1" }],
      ["backend", { repository: "fleet-dev/backend", digest, tag: undefined }],
    ]),
  );
});

test("a list is read as images to build", () => {
  expect(
    imagesToBuildOrPromote.parse("- {name: backend, repository: fleet-dev/backend}"),
  ).toMatchObject([{ name: "backend" }]);
});

describe("refused", () => {
  test.each([
    ["{}", /names no image/],
    ["{a: {repository: x/y}}", /a\.digest/],
    [
      `{a: {repository: X, digest: "${digest}"}}`,
      /a\.repository: "X" is not valid\. Expected the name of an ECR/,
    ],
    [
      '{a: {repository: x/y, digest: "sha256:1"}}',
      /a\.digest: "sha256:1" is not valid\. Expected a digest/,
    ],
    [`{a: {repository: x/y, digest: "${digest}", tag: "-"}}`, /a\.tag/],
    ["{", /not YAML/],
    ["text", /^$/],
    [
      `{a: {repository: quay.io/x/y, digest: "${digest}"}}`,
      /a\.repository: "quay\.io\/x\/y" is not valid\. .* without host/,
    ],
  ])("%s", (given, message) => {
    expect(() => imagesToBuildOrPromote.parse(given)).toThrow(message);
  });
});
