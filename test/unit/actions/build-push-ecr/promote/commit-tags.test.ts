import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import {
  keyLabels,
  tagWithKey,
} from "../../../../../actions/build-push-ecr/src/content-key/labels.ts";
import { keyOf } from "../../../../../actions/build-push-ecr/src/content-key/key.ts";
import { findCommitTags } from "../../../../../actions/build-push-ecr/src/promote/commit-tags.ts";
import type { StoredImages } from "../../../../../actions/build-push-ecr/src/promote/stored-images.ts";
import type { Digest } from "../../../../../actions/lib/image-reference.ts";
import { startRegistry } from "../../../../../rehearsal/registry/index.ts";
import type { Registry } from "../../../../../rehearsal/registry/index.ts";
import { digestOf } from "../../../../rehearsal/registry/client.ts";
import { imageOf, pushImage } from "../../../../rehearsal/registry/image.ts";
import type { Image } from "../../../../rehearsal/registry/image.ts";
import { clientOf } from "../../../../support/promotions.ts";

const REPOSITORY = "fleet-staging/app";
const COMMIT = "c".repeat(40);
const TAG = `sha-${COMMIT}`;
const KEY = keyOf(new Map([["files", "1"]]));
const plain = imageOf("plain");
const keyed = withLabels(imageOf("keyed"), keyLabels(KEY));

/** Returns the image with these labels in its configuration. */
function withLabels(image: Image, Labels: Record<string, string>): Image {
  const config = Buffer.from(
    JSON.stringify({ architecture: "amd64", os: "linux", config: { Labels } }),
  );
  const written = JSON.parse(image.manifest) as { config: object };
  const manifest = JSON.stringify({
    ...written,
    config: { ...written.config, digest: digestOf(config), size: config.length },
  });
  return { ...image, config, manifest, digest: digestOf(manifest) };
}

let directory: string;
let registry: Registry;
beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), "commit-tags-"));
  registry = await startRegistry({ directory });
});
afterAll(async () => {
  await registry.close();
  rmSync(directory, { recursive: true });
});
beforeEach(() => {
  registry.images.removeRepository(REPOSITORY);
});

const push = (tag: string, image: Image) =>
  pushImage({ url: registry.url }, REPOSITORY, tag, image);
const imagesOf = (digests: Record<string, string>, tag?: string): StoredImages =>
  new Map(
    Object.entries(digests).map(([name, digest]) => [
      name,
      { repository: REPOSITORY, digest: digest as Digest, tag },
    ]),
  );
const find = async (images: StoredImages) =>
  [...(await findCommitTags(images, COMMIT, clientOf(registry)))].map(([name, { tag }]) => [
    name,
    tag,
  ]);

test("finds the plain tag of the commit", async () => {
  await push(TAG, plain);
  expect(await find(imagesOf({ app: plain.digest }))).toStrictEqual([["app", TAG]]);
});

test("finds the tag with a suffix if the plain tag names other content", async () => {
  await push(TAG, plain);
  await push(tagWithKey(TAG, KEY), keyed);
  expect(await find(imagesOf({ app: keyed.digest }))).toStrictEqual([
    ["app", tagWithKey(TAG, KEY)],
  ]);
});

test("keeps a given tag, which the check of all images compares", async () => {
  expect(await find(imagesOf({ app: plain.digest }, `${TAG}-1`))).toStrictEqual([
    ["app", `${TAG}-1`],
  ]);
});

test("leaves a missing image to the check of all images", async () => {
  expect(await find(imagesOf({ app: plain.digest }))).toStrictEqual([["app", TAG]]);
});

test("refuses all images without a tag of the commit at once", async () => {
  await push("ctx-1", keyed);
  await push(TAG, plain);
  const other = imageOf("other");
  await push("latest", other);
  await expect(find(imagesOf({ app: keyed.digest, api: other.digest }))).rejects.toMatchObject({
    reason: "source-tag-moved",
    message: expect.stringMatching(
      new RegExp(
        `image app: ${keyed.digest}.*${TAG} is ${plain.digest}; image api: ${other.digest}`,
      ),
    ),
  });
});
