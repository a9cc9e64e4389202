import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTag } from "../../../../../actions/build-push-ecr/src/registry/tags.ts";
import { RegistryError, startRegistry } from "../../../../../rehearsal/registry/index.ts";
import type { Registry } from "../../../../../rehearsal/registry/index.ts";
import { imageOf, pushImage } from "../../../../rehearsal/registry/image.ts";
import { clientOf } from "../../../../support/promotions.ts";

const REPOSITORY = "fleet/app";
let directory: string;
let registry: Registry;

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), "tags-"));
  registry = await startRegistry({
    directory,
    // Like ECR: refuses a tag that exists, also with the same digest.
    guard: ({ action, tag, existing }) => {
      if (action === "push" && tag !== undefined && existing !== undefined)
        throw new RegistryError("TAG_INVALID", `The image tag '${tag}' is immutable.`);
    },
  });
});
afterAll(async () => {
  await registry.close();
  rmSync(directory, { recursive: true });
});
beforeEach(() => registry.faults.clear());

async function manifestOf(text: string) {
  const image = imageOf(text);
  await pushImage({ url: registry.url }, REPOSITORY, image.digest, image);
  return (await clientOf(registry).manifest(REPOSITORY, image.digest))!;
}

test.each(["drop-after-commit", { status: 503, body: "" }] as const)(
  "an immutable tag can be set again to the same digest, also if the first answer is lost (%p) (I-E 20, 76)",
  async (respond) => {
    const tag = typeof respond === "string" ? "lost" : "broken";
    const manifest = await manifestOf(`set ${tag}`);
    registry.faults.add({ match: { operation: "registry:PutManifest" }, respond });
    await setTag(clientOf(registry), REPOSITORY, tag, manifest);
    await setTag(clientOf(registry), REPOSITORY, tag, manifest);
    expect(registry.images.tags(REPOSITORY)[tag]).toBe(manifest.digest);
  },
);

test("setting a tag takes one request, or two if the tag exists already (I-E 75)", async () => {
  const manifest = await manifestOf("counted");
  for (const expected of [["PUT"], ["PUT", "GET"]]) {
    registry.requests.splice(0);
    await setTag(clientOf(registry), REPOSITORY, "counted", manifest);
    expect(registry.requests.map(({ method }) => method)).toStrictEqual(expected);
  }
});

test("a tag that another image has is refused; the message has both digests (I-E 19)", async () => {
  const [first, second] = [await manifestOf("first"), await manifestOf("second")];
  await setTag(clientOf(registry), REPOSITORY, "v1", first);
  const refusal = setTag(clientOf(registry), REPOSITORY, "v1", second);
  await expect(refusal).rejects.toMatchObject({
    reason: "immutable-tag-exists",
    message: expect.stringContaining(first.digest),
  });
  await expect(refusal).rejects.toThrow(second.digest);
});

test("an unreachable registry is reported as unavailable, not as a taken tag", async () => {
  const manifest = await manifestOf("gone");
  registry.faults.add({ match: {}, times: Infinity, respond: "reset" });
  await expect(setTag(clientOf(registry), REPOSITORY, "v2", manifest)).rejects.toMatchObject({
    reason: "registry-unavailable",
  });
});
