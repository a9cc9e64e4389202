import { describe, expect, test } from "@jest/globals";
import { readMetadata } from "../../../../../actions/build-push-ecr/src/docker/metadata.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const INDEX = "application/vnd.oci.image.index.v1+json";

describe("readMetadata", () => {
  test("takes the digest of the pushed image, not of its configuration", () => {
    const text = JSON.stringify({
      "buildx.build.ref": "default/default/x",
      "containerimage.config.digest": `sha256:${"b".repeat(64)}`,
      "containerimage.descriptor": { mediaType: INDEX, digest: DIGEST, size: 2 },
      "containerimage.digest": DIGEST,
    });
    expect(readMetadata(text)).toStrictEqual({ digest: DIGEST });
  });

  test("reads the metadata of an older buildx, which has no descriptor", () => {
    const text = JSON.stringify({ "containerimage.digest": DIGEST });
    expect(readMetadata(text)).toStrictEqual({ digest: DIGEST });
  });

  test.each([
    ["", "it is empty"],
    ["{", "it is not JSON"],
    ["[]", "containerimage.digest is missing"],
    ["null", "it is not a JSON object"],
    ["{}", "containerimage.digest is missing"],
    ['{"containerimage.digest": ""}', 'containerimage.digest is ""'],
    ['{"containerimage.digest": "sha256:ABC"}', 'containerimage.digest is "sha256:ABC"'],
    [`{"containerimage.config.digest": "${DIGEST}"}`, "containerimage.digest is missing"],
  ])("refuses %j", (text, why) => {
    expect(() => readMetadata(text)).toThrow(
      expect.objectContaining({ reason: "no-digest", message: expect.stringContaining(why) }),
    );
  });
});
