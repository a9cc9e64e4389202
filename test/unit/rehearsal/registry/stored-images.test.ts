// The folder of a docker-registry, written by the test. test/real/registry.test.ts reads a folder that docker-registry
// wrote.
import { afterAll, describe, expect, test } from "@jest/globals";
import { StoredImages } from "../../../../rehearsal/registry/index.ts";
import { digestOf } from "../../../rehearsal/registry/client.ts";
import { imageOf, TYPES } from "../../../rehearsal/registry/image.ts";
import { removeFolders, temporaryFolder } from "../../../support/workflows/run.ts";
import { writeFiles } from "../../../support/write-files.ts";

afterAll(removeFolders);
const ROOT = "docker/registry/v2";
const image = imageOf("one");
/** An index without a media type, which OCI allows. */
const untyped = JSON.stringify({ schemaVersion: 2, manifests: [] });

const blob = (bytes: string) => {
  const hex = digestOf(bytes).slice(7);
  return { [`${ROOT}/blobs/sha256/${hex.slice(0, 2)}/${hex}/data`]: bytes };
};
const revision = (repository: string, digest: string) => ({
  [`${ROOT}/repositories/${repository}/_manifests/revisions/sha256/${digest.slice(7)}/link`]:
    digest,
});
const tag = (repository: string, name: string, digest: string) => ({
  [`${ROOT}/repositories/${repository}/_manifests/tags/${name}/current/link`]: digest,
});

function stored(): StoredImages {
  const storage = temporaryFolder();
  writeFiles(storage, {
    ...blob(image.manifest),
    ...blob(untyped),
    ...revision("a", image.digest),
    ...tag("a", "v1", image.digest),
    ...revision("a/b", digestOf(untyped)),
    ...tag("a/b", "v2", digestOf(untyped)),
    // The revision of this tag was deleted.
    ...tag("a", "gone", digestOf("gone")),
  });
  return new StoredImages("http://127.0.0.1:1", storage);
}

describe("images in the folder of a docker-registry", () => {
  test("are found by tag and digest, with their type, which an OCI manifest may leave out", async () => {
    const images = stored();
    expect(images.find("a", "v1")).toMatchObject({ digest: image.digest, mediaType: TYPES.oci });
    expect(images.find("a", image.digest)).toStrictEqual(images.find("a", "v1"));
    expect(images.find("a/b", "v2")?.mediaType).toBe(TYPES.ociIndex);
    for (const missing of ["gone", "v2", digestOf(untyped)])
      expect(images.find("a", missing)).toBeUndefined();
    expect(images.find("nothing", "v1")).toBeUndefined();
    expect(images.manifests("a").map(({ digest }) => digest)).toStrictEqual([image.digest]);
    expect((await images.read(image.digest)).toString()).toBe(image.manifest);
    expect(images.size(image.digest)).toBe(image.manifest.length);
  });

  test("are removed with their repository, but images of a repository below it stay", () => {
    const images = stored();
    images.removeRepository("a");
    expect([images.tags("a"), images.manifests("a")]).toStrictEqual([{}, []]);
    expect(images.tags("a/b")).toStrictEqual({ v2: digestOf(untyped) });
  });
});
