import { expect, test } from "@jest/globals";
import { withUnbuiltImages } from "../../../../actions/plan-and-comment/src/unbuilt-images.ts";

const web = { repository: "fleet/web", digest: `sha256:${"a".repeat(64)}`, tag: "1.2.3" };
const placeholder = (name: string) => ({
  repository: `not-built-yet/${name}`,
  digest: `sha256:${"0".repeat(64)}`,
  tag: "not-built-yet",
});

test.each([
  ["without a list, only the images of the release count", [], { web }, []],
  ["a list of images of the release adds nothing", ["web"], { web }, []],
  [
    "an image that the release does not have gets a placeholder",
    ["web", "api"],
    { web, api: placeholder("api") },
    ["api"],
  ],
])("%s", (_, names, images, added) => {
  expect(withUnbuiltImages({ web }, names)).toStrictEqual({ images, added });
});
