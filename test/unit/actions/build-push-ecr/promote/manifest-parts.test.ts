import { describe, expect, test } from "@jest/globals";
import { partsOf } from "../../../../../actions/build-push-ecr/src/promote/manifest-parts.ts";
import { digestOf } from "../../../../../actions/build-push-ecr/src/registry/manifests.ts";
import { ActionError } from "../../../../../actions/lib/runtime/errors.ts";
import fc from "../../../../support/fast-check.ts";

const TYPE = "application/vnd.oci.image.manifest.v1+json";
const parts = (text: string) => {
  const bytes = Buffer.from(text);
  return partsOf({ digest: digestOf(bytes), mediaType: TYPE, bytes });
};
const partsOfJson = (value: unknown) => parts(JSON.stringify(value));
const [A, B, C] = ["a", "b", "c"].map((digit) => `sha256:${digit.repeat(64)}`) as [
  string,
  string,
  string,
];

test("an image has its config and layers; a layer with urls may be stored elsewhere (I-E 56)", () => {
  const layers = [
    { digest: B, size: 2 },
    { digest: C, size: 3, urls: ["https://example.com"] },
    { digest: A, size: 4, urls: [] },
  ];
  expect(partsOfJson({ schemaVersion: 2, config: { digest: A, size: 1 }, layers })).toStrictEqual({
    manifests: [],
    blobs: [
      { digest: A, size: 1 },
      { digest: B, size: 2 },
      { digest: A, size: 4 },
    ],
    externalBlobs: [{ digest: C, size: 3 }],
  });
});

test("an image without layers has only its config (I-E 56)", () => {
  expect(partsOfJson({ schemaVersion: 2, config: { digest: A, size: 1 } }).blobs).toHaveLength(1);
});

test("an index has all manifests that it names, also attestations (I-E 56)", () => {
  const manifests = [
    { digest: A, size: 1 },
    { digest: B, size: 2, platform: { os: "unknown", architecture: "unknown" } },
  ];
  expect(partsOfJson({ schemaVersion: 2, manifests })).toStrictEqual({
    manifests: [A, B],
    blobs: [],
    externalBlobs: [],
  });
});

describe("not supported", () => {
  test.each([
    ["schema 1", { schemaVersion: 1, fsLayers: [] }, /has schema 1/],
    ["no version", {}, /no schemaVersion 2/],
    ["neither image nor index", { schemaVersion: 2 }, /neither config nor manifests/],
    [
      "another kind of digest",
      { schemaVersion: 2, config: { digest: `sha512:${"a".repeat(128)}`, size: 1 } },
      /sha512:a+" of 1 bytes/,
    ],
    ["no size", { schemaVersion: 2, config: { digest: A } }, /of null bytes/],
    ["a negative size", { schemaVersion: 2, config: { digest: A, size: -1 } }, /of -1 bytes/],
    ["a descriptor that is null", { schemaVersion: 2, manifests: [null] }, /null of null bytes/],
    ["a list", [], /not a JSON object/],
    ["null", null, /not a JSON object/],
  ])("%s (I-E 56)", (_, manifest, message) => {
    expect(() => partsOfJson(manifest)).toThrow(message);
  });

  test("text that is not JSON", () => {
    expect(() => parts("<html>")).toThrow(/not a JSON object/);
  });
});

test("property: anything that a registry sends is read, or refused with a reason", () => {
  const text = fc.oneof(fc.string(), fc.json());
  const near = fc
    .record(
      {
        schemaVersion: fc.constantFrom(1, 2, "2"),
        config: fc.anything(),
        layers: fc.anything(),
        manifests: fc.anything(),
      },
      { requiredKeys: [] },
    )
    .map((value) =>
      JSON.stringify(value, (_, one: unknown) => (typeof one === "bigint" ? 0 : one)),
    );
  fc.assert(
    fc.property(fc.oneof(text, near), (given) => {
      try {
        const { manifests, blobs, externalBlobs } = parts(given);
        for (const { size } of [...blobs, ...externalBlobs]) expect(size).toBeGreaterThanOrEqual(0);
        for (const digest of manifests) expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
      } catch (error) {
        expect(error).toBeInstanceOf(ActionError);
      }
    }),
  );
});
