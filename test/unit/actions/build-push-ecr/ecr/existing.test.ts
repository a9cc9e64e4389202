import type { ECRClient } from "@aws-sdk/client-ecr";
import { expect, test } from "@jest/globals";
import { existingTags } from "../../../../../actions/build-push-ecr/src/ecr/existing.ts";

const digest = `sha256:${"a".repeat(64)}`;
/** An ECR client that always gets this answer, with status 200. */
const answering = (answer: object) =>
  ({ send: () => Promise.resolve(answer) }) as unknown as ECRClient;
const missing = { imageId: { imageTag: "v2" }, failureCode: "ImageNotFound" };

test("I-E 23: ECR reports a missing tag as a failure inside a successful answer", async () => {
  const images = [{ imageId: { imageTag: "v1", imageDigest: digest } }, { imageId: {} }];
  const found = await existingTags(answering({ images, failures: [missing] }), "r/a", ["v1", "v2"]);
  expect([...found]).toStrictEqual([["v1", digest]]);
});

test.each(["KmsError", "ImageInaccessible", "UpstreamUnavailable"])(
  "I-E 23: %s inside a successful answer does not mean that the tag is missing",
  async (failureCode) => {
    const failure = { imageId: { imageTag: "v1" }, failureCode, failureReason: "it went wrong" };
    const ecr = answering({ images: [], failures: [missing, failure] });
    await expect(existingTags(ecr, "r/a", ["v1", "v2"])).rejects.toMatchObject({
      reason: "ecr-error",
      message: expect.stringContaining(`${failureCode}: it went wrong`),
    });
  },
);

test("more tags than one request allows are read with several requests", async () => {
  const asked: number[] = [];
  const ecr = {
    send: ({ input }: { input: { imageIds: { imageTag: string }[] } }) => {
      asked.push(input.imageIds.length);
      const images = input.imageIds.map((imageId) => ({
        imageId: { ...imageId, imageDigest: digest },
      }));
      return Promise.resolve({ images });
    },
  } as unknown as ECRClient;
  const tags = Array.from({ length: 201 }, (_, at) => `v${at}`);
  expect((await existingTags(ecr, "r/a", tags)).size).toBe(201);
  expect(asked).toStrictEqual([100, 100, 1]);
});
