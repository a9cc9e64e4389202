import { describe, expect, test } from "@jest/globals";
import {
  bytes,
  outputsOf,
  summaryOf,
} from "../../../../../actions/build-push-ecr/src/images/results.ts";
import type { ImageResult } from "../../../../../actions/build-push-ecr/src/images/results.ts";

const backend: ImageResult = {
  name: "backend",
  repository: "fleet-dev/backend",
  tags: ["sha-1", "v1"],
  digest: `sha256:${"a".repeat(64)}`,
  platforms: ["linux/amd64"],
  built: true,
  why: "it differs from sha-0: files",
  size: 1234,
  milliseconds: 1500,
};
const frontend: ImageResult = {
  ...backend,
  name: "frontend",
  repository: "fleet-dev/frontend",
  built: false,
};

describe("outputsOf", () => {
  test("one image: the outputs for a single image are set too", () => {
    expect(outputsOf([backend])).toStrictEqual({
      images: JSON.stringify({
        backend: {
          repository: "fleet-dev/backend",
          digest: backend.digest,
          tag: "sha-1",
          platforms: ["linux/amd64"],
          built: true,
          size: 1234,
        },
      }),
      digest: backend.digest,
      repository: "fleet-dev/backend",
      tag: "sha-1",
      "built-count": 1,
      "missing-repositories": "[]",
    });
  });

  test("I-E 71: an image that was not built has the same keys", () => {
    const images = JSON.parse(outputsOf([backend, frontend]).images) as Record<string, object>;
    expect(Object.keys(images["frontend"]!)).toStrictEqual(Object.keys(images["backend"]!));
    expect(images["frontend"]).toMatchObject({ built: false });
  });

  test("several images: the outputs for a single image are empty, and built-count counts only built images", () => {
    expect(outputsOf([backend, frontend])).toMatchObject({
      digest: undefined,
      repository: undefined,
      tag: undefined,
      "built-count": 1,
      "missing-repositories": "[]",
    });
  });
});

test("summaryOf is one table, and escapes pipes in names", () => {
  const text = summaryOf([{ ...backend, tags: ["a|b"] }, frontend], true);
  expect(text.split("\n").filter((line) => line.startsWith("|"))).toHaveLength(4);
  expect(text).toContain("`a\\|b`");
  expect(text).toContain("| built in 1.5 s | it differs from sha-0: files |");
  expect(text).toContain("| reused |");
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [52_428_800, "52.4 MB"],
  [5e12, "5000.0 GB"],
])("%d bytes are shown as %s", (size, text) => {
  expect(bytes(size)).toBe(text);
});
