import { describe, expect, test } from "@jest/globals";
import {
  commitOf,
  indexOf,
  legNames,
  missingProblems,
  parseLeg,
  platformProblems,
} from "../../../../../actions/build-push-ecr/src/merge/legs.ts";
import fc from "../../../../support/fast-check.ts";

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const leg = (name: string, images: object = { web: {} }) => ({
  leg: name,
  images: Object.fromEntries(
    Object.entries(images).map(([one, more]) => [
      one,
      { repository: `shop/${one}`, digest: digest("a"), built: true, ...(more as object) },
    ]),
  ),
});
const WEB = { name: "web", repository: "shop/web" };
const image = (name: string, platform: string, letter = "a") => ({
  leg: name,
  platform,
  digest: digest(letter),
  bytes: 7,
  mediaType: "application/vnd.oci.image.manifest.v1+json",
});

describe("legs", () => {
  test("are names in a JSON list", () => {
    expect(legNames.parse('["ubuntu-24.04", "ubuntu-24.04-arm"]')).toStrictEqual([
      "ubuntu-24.04",
      "ubuntu-24.04-arm",
    ]);
  });

  test.each(["amd64", '["a", "a"]', '["a b"]', "[1, [2]]", '["-a"]'])("refuses %s", (given) => {
    expect(() => legNames.parse(given)).toThrow();
  });

  test("the file of a leg is read; anything else gives undefined", () => {
    expect(parseLeg(JSON.stringify(leg("amd64")))).toMatchObject({ leg: "amd64" });
    for (const text of ["", "{}", "[]", '{"leg": "a", "images": {"web": {"digest": "x"}}}'])
      expect(parseLeg(text)).toBeUndefined();
  });
});

describe("the commit of the legs", () => {
  const of = (name: string, commit?: string) => {
    const parsed = parseLeg(JSON.stringify({ ...leg(name), commit }));
    if (parsed === undefined) throw new Error("not a leg");
    return parsed;
  };
  const [a, b] = ["a".repeat(40), "b".repeat(40)];

  test("is the commit that all legs have checked out", () => {
    expect(commitOf([of("amd64", a), of("arm64", a)])).toStrictEqual({ sha: a, ref: a });
    const main = parseLeg(JSON.stringify({ ...leg("amd64"), commit: a, ref: "refs/heads/main" }));
    expect(main && commitOf([main])).toStrictEqual({ sha: a, ref: "refs/heads/main" });
    expect(commitOf([of("amd64"), of("arm64")])).toBeUndefined();
  });

  test("must be one: refuses legs between which the branch has moved", () => {
    expect(() => commitOf([of("amd64", a), of("arm64", b)])).toThrow(
      `legs: they were built from different commits (amd64: ${a}, arm64: ${b}).`,
    );
  });
});

test("names a missing leg, a missing image of a leg, and an image in another repository", () => {
  const api = { name: "api", repository: "shop/api" };
  expect(missingProblems(["amd64", "arm64"], [WEB, api], [leg("amd64")])).toStrictEqual([
    "the leg amd64 has no image api.",
    "the leg arm64 left no digests. Expected its artifact in legs-directory: did its job succeed?",
  ]);
  const moved = leg("amd64", { web: { repository: "other/web" } });
  expect(missingProblems(["amd64"], [WEB], [moved])).toStrictEqual([
    "the leg amd64 has pushed the image web to other/web, not to shop/web.",
  ]);
  expect(missingProblems(["amd64"], [WEB], [leg("amd64")])).toStrictEqual([]);
});

test("names the legs that built the same platform, for each platform", () => {
  const one = image("amd64", "linux/amd64");
  const arm = image("arm", "linux/arm64");
  expect(platformProblems("web", [one, arm])).toStrictEqual([]);
  expect(
    platformProblems("web", [
      one,
      arm,
      image("other", "linux/amd64"),
      image("third", "linux/amd64"),
      image("arm-2", "linux/arm64"),
    ]),
  ).toStrictEqual([
    "the legs amd64, other and third have all built the image web for linux/amd64. Expected one leg for each platform.",
    "the legs arm and arm-2 have both built the image web for linux/arm64. Expected one leg for each platform.",
  ]);
});

describe("the index", () => {
  test("has the platform of each image, with its variant", () => {
    const { mediaType, bytes } = indexOf([
      image("b", "linux/arm/v7", "b"),
      image("a", "linux/amd64", "a"),
    ]);
    expect(mediaType).toBe("application/vnd.oci.image.index.v1+json");
    expect(JSON.parse(bytes.toString())).toMatchObject({
      schemaVersion: 2,
      manifests: [
        { digest: digest("a"), size: 7, platform: { os: "linux", architecture: "amd64" } },
        { digest: digest("b"), platform: { architecture: "arm", variant: "v7" } },
      ],
    });
  });

  test("has the same bytes, in whatever order the legs ended", () => {
    const images = ["amd64", "arm64", "ppc64le", "s390x"].map((one) => image(one, `linux/${one}`));
    fc.assert(
      fc.property(fc.shuffledSubarray(images, { minLength: images.length }), (shuffled) => {
        expect(indexOf(shuffled).bytes).toStrictEqual(indexOf(images).bytes);
      }),
    );
  });
});
