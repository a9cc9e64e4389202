import * as z from "zod/mini";
import { DIGEST, REPOSITORY, REPOSITORY_NAME } from "../../../lib/aws/input-types.ts";
import type { Digest } from "../../../lib/image-reference.ts";
import { NotValid, parseYaml, yaml } from "../../../lib/runtime/input-types.ts";
import type { YamlType } from "../../../lib/runtime/input-types.ts";
import { images } from "../images/image-inputs.ts";
import type { ImageInput } from "../images/image-inputs.ts";

/** An image that an earlier run pushed. */
export interface StoredImage {
  /** Name in ECR, without host. */
  repository: string;
  digest: Digest;
  /** The tag of its commit, `sha-<40 digits>`; undefined if it is not known. */
  tag: string | undefined;
}

/** By the images' names. */
export type StoredImages = ReadonlyMap<string, StoredImage>;

const text = (pattern: RegExp, expected: string) =>
  z.string(expected).check(z.regex(pattern, expected));
const IMAGES_BY_NAME =
  'an object such as {"frontend": {"repository": "fleet-dev/frontend", "digest": "sha256:…", "tag": "sha-…"}}';

// Not strict: the output of an earlier run says more about an image than a promotion needs.
const STORED = yaml(
  z.record(
    text(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "a name of letters, digits, dots and hyphens"),
    z.looseObject(
      {
        repository: text(REPOSITORY_NAME, REPOSITORY),
        digest: text(DIGEST, "a digest: sha256: and 64 hexadecimal digits"),
        tag: z.optional(
          text(
            /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/,
            "a tag of at most 128 letters, digits, dots, hyphens and underscores",
          ),
        ),
      },
      "an object of repository, digest and tag",
    ),
    IMAGES_BY_NAME,
  ),
  {
    name: "JSON object",
    expected: IMAGES_BY_NAME,
    empty: undefined,
  },
);

/** The input `images`: a list of images to build, or an object of images to promote. */
export const imagesToBuildOrPromote: YamlType<ImageInput[] | StoredImages, undefined> = {
  name: "YAML list; to promote, JSON object",
  expected: `${images.expected}; to promote, ${STORED.expected}`,
  empty: undefined,
  schemas: [...images.schemas, ...STORED.schemas],
  parse: (given) => (isObject(given) ? storedImages(given) : images.parse(given)),
};

function storedImages(given: string): StoredImages {
  const stored = Object.entries(STORED.parse(given));
  if (stored.length === 0) throw new NotValid("it names no image");
  return new Map(
    stored.map(([name, { repository, digest, tag }]) => [
      name,
      { repository, digest: digest as Digest, tag },
    ]),
  );
}

function isObject(given: string): boolean {
  try {
    const value = parseYaml(given);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
