import { beforeEach, expect, test } from "@jest/globals";
import { checkPromotions } from "../../../../../actions/build-push-ecr/src/promote/check.ts";
import type { Registries } from "../../../../../actions/build-push-ecr/src/promote/check.ts";
import type { Promotion } from "../../../../../actions/build-push-ecr/src/promote/promotions.ts";
import type { Digest } from "../../../../../actions/lib/image-reference.ts";
import { imageOf, pushImage, putManifest, TYPES } from "../../../../rehearsal/registry/image.ts";
import { registriesOf } from "../../../../support/promotions.ts";
import { destination, source, useRegistries } from "../../../../support/use-registries.ts";

const [FROM, TO] = ["staging/app", "production/app"];
const COMMIT_TAG = `sha-${"c".repeat(40)}`;
const image = imageOf("promoted");
const other = imageOf("other");
const MUTABLE = { mutability: "MUTABLE", exclusions: [] };
const IMMUTABLE = { mutability: "IMMUTABLE", exclusions: [] };

useRegistries();
beforeEach(async () => {
  for (const { images, requests } of [source, destination]) {
    for (const name of [FROM, TO]) images.removeRepository(name);
    requests.splice(0);
  }
  await pushImage({ url: source.url }, FROM, COMMIT_TAG, image);
});

const promotion = (change: Partial<Promotion> = {}): Promotion => ({
  name: "app",
  digest: image.digest as Digest,
  from: FROM,
  sourceTag: COMMIT_TAG,
  to: TO,
  tags: [COMMIT_TAG],
  ...change,
});
const check = (
  promotions: readonly Promotion[],
  rules: Awaited<ReturnType<Registries["rulesOf"]>> = MUTABLE,
) =>
  checkPromotions(promotions, {
    ...registriesOf(source, destination),
    rulesOf: () => Promise.resolve(rules),
  });
const hold = (tag: string, held = other) => pushImage({ url: destination.url }, TO, tag, held);

test("missing tags are set; tags that already name the image are not", async () => {
  await hold("v1", image);
  expect(await check([promotion({ tags: ["v1", "v2"] })], IMMUTABLE)).toMatchObject([
    { tagsToSet: ["v2"], isRetag: false, moved: new Map() },
  ]);
});

test("a repository that does not exist yet has no tags", async () => {
  expect(await check([promotion()], undefined)).toMatchObject([{ tagsToSet: [COMMIT_TAG] }]);
});

test("a requested tag moves if the repository allows it", async () => {
  await hold("latest");
  expect(await check([promotion({ tags: ["latest"] })])).toMatchObject([
    { tagsToSet: ["latest"], moved: new Map([["latest", other.digest]]) },
  ]);
});

test.each([
  ["an immutable tag", "v1", IMMUTABLE],
  ["a tag of a commit, also in a mutable repository", COMMIT_TAG, MUTABLE],
  [
    "an excluded tag of a mutable repository",
    "v1",
    { mutability: "MUTABLE_WITH_EXCLUSION", exclusions: ["v*"] },
  ],
])("%s of another image is refused, with both digests (I-E 19)", async (_, tag, rules) => {
  await hold(tag);
  const refusal = check([promotion({ tags: [tag] })], rules);
  await expect(refusal).rejects.toMatchObject({
    reason: "immutable-tag-exists",
    message: `${TO}:${tag} is already ${other.digest} and cannot be moved to ${image.digest}`,
  });
});

test("an image that the source does not have is refused (I-E 27)", async () => {
  const digest = other.digest as Digest;
  await expect(check([promotion({ digest, sourceTag: undefined })])).rejects.toMatchObject({
    reason: "source-image-missing",
    message: expect.stringContaining(`${digest} in the repository ${FROM}`),
    fix: expect.stringContaining("archived the image, restore it (aws ecr"),
  });
});

test("an index is refused if the source has lost a part of it", async () => {
  const index = JSON.stringify({
    schemaVersion: 2,
    mediaType: TYPES.ociIndex,
    manifests: [{ mediaType: TYPES.oci, digest: image.digest, size: image.manifest.length }],
  });
  const put = await putManifest({ url: source.url }, FROM, "index", index, TYPES.ociIndex);
  const digest = put.headers.get("docker-content-digest") as Digest;
  source.faults.add({
    match: { path: `/v2/${FROM}/manifests/${image.digest}` },
    respond: { status: 404, body: "" },
  });
  await expect(check([promotion({ digest, sourceTag: undefined })])).rejects.toMatchObject({
    reason: "source-image-missing",
    message: `${FROM} has ${digest}, but not its part ${image.digest}`,
  });
});

test.each([
  ["names another image", other],
  ["is gone", undefined],
])("a tag of the commit that %s is refused", async (_, holder) => {
  const sourceTag = `sha-${"e".repeat(40)}`;
  if (holder !== undefined) await pushImage({ url: source.url }, FROM, sourceTag, holder);
  await expect(check([promotion({ sourceTag })])).rejects.toMatchObject({
    reason: "source-tag-moved",
    message: expect.stringContaining(`it is ${holder?.digest ?? "not there"}`),
  });
});

test("a manifest that does not match its digest is refused", async () => {
  source.faults.add({
    match: { path: `/v2/${FROM}/manifests/${image.digest}` },
    respond: { status: 200, headers: { "content-type": TYPES.oci }, body: other.manifest },
  });
  await expect(check([promotion()])).rejects.toMatchObject({ reason: "digest-mismatch" });
});

test("the problems of all images are named at once, and nothing is sent", async () => {
  await hold("v1");
  destination.requests.splice(0);
  const refusal = check(
    [
      promotion({ tags: ["v1"] }),
      promotion(),
      promotion({ name: "web", digest: other.digest as Digest, from: "staging/web" }),
    ],
    IMMUTABLE,
  );
  await expect(refusal).rejects.toMatchObject({
    reason: "immutable-tag-exists",
    message: expect.stringMatching(/v1 is .*; image web: the source has no/),
    fix: expect.stringMatching(/choose a tag .*; check source/),
  });
  expect(
    destination.requests.filter(({ method }) => method !== "GET" && method !== "HEAD"),
  ).toStrictEqual([]);
});
