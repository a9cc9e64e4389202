import * as z from "zod/mini";
import { DIGEST, REPOSITORY, REPOSITORY_NAME } from "../../lib/aws/input-types.ts";
import { yaml } from "../../lib/runtime/input-types.ts";

const DIGEST_FORM = "a digest: sha256: and 64 hexadecimal digits";
const TAG = "a tag, for example v1.2.3";
const IMAGES_BY_NAME =
  'a JSON object such as {"web": {"repository": "shop/web", "digest": "sha256:…"}}, the output images of build-push-ecr';

const IMAGES = z.record(
  z.string(),
  z.object(
    {
      repository: z.string(REPOSITORY).check(z.regex(REPOSITORY_NAME, REPOSITORY)),
      digest: z.string(DIGEST_FORM).check(z.regex(DIGEST, DIGEST_FORM)),
      /** Only needed for the shape name+version of image-variables. */
      tag: z.optional(z.string(TAG)),
    },
    "an object of repository and digest",
  ),
  IMAGES_BY_NAME,
);

/** Images by name, as in Terraform's variable `images` and in the release record. */
export type Images = z.infer<typeof IMAGES>;

/** The input `images`: the output of build-push-ecr, from which repository and digest are used. */
export const images = yaml(IMAGES, {
  name: "JSON",
  expected: IMAGES_BY_NAME,
  empty: {},
});
