import * as z from "zod/mini";
import { DIGEST, REPOSITORY_NAME } from "../../lib/aws/input-types.ts";
import { yaml } from "../../lib/runtime/input-types.ts";

const IMAGES = z.record(
  z.string(),
  z.object({
    repository: z.string().check(z.regex(REPOSITORY_NAME, "not a repository name")),
    digest: z.string().check(z.regex(DIGEST, "not sha256: and 64 hex digits")),
  }),
);

/** Images by name, as terraform's variable `images` and the release record have them. */
export type Images = z.infer<typeof IMAGES>;

/** The input `images`: what build-push-ecr gives, of which repository and digest are taken. */
export const images = yaml(IMAGES, {
  name: "JSON",
  expected:
    'a JSON object such as {"web": {"repository": "shop/web", "digest": "sha256:…"}}, the output images of build-push-ecr',
  empty: {},
});
