import { describe, expect, test } from "@jest/globals";
import {
  isCommitTag,
  problemsOf,
  promotionsOf,
} from "../../../../../actions/build-push-ecr/src/promote/promotions.ts";
import type { PromotionRequest } from "../../../../../actions/build-push-ecr/src/promote/promotions.ts";
import { parseTemplate } from "../../../../../actions/build-push-ecr/src/images/tags.ts";
import type { Template } from "../../../../../actions/build-push-ecr/src/images/tags.ts";
import type { Digest } from "../../../../../actions/lib/image-reference.ts";

const COMMIT = "c".repeat(40);
const digest: Digest = `sha256:${"a".repeat(64)}`;
const templates = (...lines: string[]) => lines.map((line) => parseTemplate(line) as Template);

const request = (change: Partial<PromotionRequest> = {}): PromotionRequest => ({
  images: new Map([
    ["frontend", { repository: "fleet-staging/frontend", digest, tag: `sha-${COMMIT}` }],
  ]),
  source: { accountId: "1", region: "eu-west-1", prefix: "fleet-staging/" },
  destination: { accountId: "1", region: "eu-west-1", prefix: "fleet-production/" },
  tags: templates("type=sha"),
  ...change,
});
const image = (repository: string, tag?: string) => ({ repository, digest, tag });

test("the prefix of the destination replaces the prefix of the source", () => {
  expect(promotionsOf(request())).toStrictEqual([
    {
      name: "frontend",
      digest,
      from: "fleet-staging/frontend",
      sourceTag: `sha-${COMMIT}`,
      to: "fleet-production/frontend",
      tags: [`sha-${COMMIT}`],
    },
  ]);
});

test.each([
  ["type=sha", `sha-${COMMIT}`, [`sha-${COMMIT}`]],
  ["type=sha", `sha-${COMMIT}-1a2b3c`, [`sha-${COMMIT}-1a2b3c`]],
  ["type=sha,format=short", `sha-${COMMIT}`, ["sha-ccccccc"]],
  ["type=sha,prefix=release-", `sha-${COMMIT}-1a2b3c`, [`release-${COMMIT}`]],
  ["type=raw,value=1.4.0", undefined, ["1.4.0"]],
  ["type=raw,value=1.4.0\ntype=raw,value=1.4.0", undefined, ["1.4.0"]],
])("%s for an image with the tag %s gives %j", (lines, tag, tags) => {
  const images = new Map([["a", image("x/a", tag)]]);
  const none = { prefix: "" };
  const given = { images, source: none, destination: none, tags: templates(...lines.split("\n")) };
  expect(promotionsOf(given)[0]?.tags).toStrictEqual(tags);
});

test.each([
  [`sha-${COMMIT}`, true],
  [`sha-${COMMIT}-0a1b`, true],
  ["sha-ccccccc", false],
  ["v1", false],
  [`sha-${COMMIT}x`, false],
])("%s is the tag of a commit: %p", (tag, expected) => {
  expect(isCommitTag(tag)).toBe(expected);
});

describe("problems", () => {
  test.each<[string, Partial<PromotionRequest>, object]>([
    ["none", {}, {}],
    [
      "an image without the prefix of the source",
      { images: new Map([["a", image("other/a", `sha-${COMMIT}`)]]) },
      { images: /other\/a of a does not begin with "fleet-staging\/"/ },
    ],
    ["a branch", { tags: templates("type=branch") }, { tags: /an image has no branch/ }],
    [
      "no tag of the commit",
      { images: new Map([["a", image("fleet-staging/a", "v1")]]) },
      { images: /a has no tag of its commit/ },
    ],
    [
      "two images with the same name in the destination",
      {
        images: new Map([
          ["a", image("fleet-staging/x", `sha-${COMMIT}`)],
          ["b", image("fleet-staging/x", `sha-${COMMIT}`)],
        ]),
      },
      { tags: /a and b would both be named fleet-production\/x:sha-c+\./ },
    ],
    [
      "a promotion into the same repository and tag",
      { destination: request().source },
      { tags: /frontend is already fleet-staging\/frontend:sha-c+,/ },
    ],
    [
      "a promotion into the same repository with another tag",
      { destination: request().source, tags: templates("type=raw,value=v1") },
      {},
    ],
    [
      "the same repository of another account",
      { destination: { ...request().source, accountId: "2" } },
      {},
    ],
  ])("%s", (_, change, expected) => {
    const found = problemsOf(request(change));
    const named = Object.entries(found).filter(([, sentences]) => sentences.length > 0);
    expect(named.map(([name]) => name)).toStrictEqual(Object.keys(expected));
    for (const [name, pattern] of Object.entries(expected))
      expect(found[name as "images" | "tags"]).toStrictEqual([
        expect.stringMatching(pattern as RegExp),
      ]);
  });

  test("of several images and of the tags are reported together", () => {
    const images = new Map([
      ["a", image("other/a", `sha-${COMMIT}`)],
      ["b", image("other/b", "v1")],
    ]);
    const found = problemsOf(request({ images, tags: templates("type=sha", "type=branch") }));
    expect(found.images).toStrictEqual([
      expect.stringMatching(/other\/a of a does not/),
      expect.stringMatching(/other\/b of b does not/),
      expect.stringMatching(/^b has no tag of its commit/),
    ]);
    expect(found.tags).toHaveLength(1);
  });
});
