import { expect, test } from "@jest/globals";
import { imagesOf } from "../../../../rehearsal/report/result.ts";

const IMAGE = { repository: "shop/web", digest: "sha256:ab" };

test("an image is built or not; one that was only checked is left out", () => {
  const images = { web: { ...IMAGE, built: true }, api: IMAGE, checked: { ...IMAGE, size: 0 } };
  expect(imagesOf(JSON.stringify(images))).toStrictEqual([
    { name: "web", ...IMAGE, built: true },
    { name: "api", ...IMAGE, built: false },
  ]);
});

test.each([undefined, "", "***", '***"web": ***"repository": "shop/web"******', '{"web": ***}'])(
  "an output whose braces a secret masks names no images: %s",
  (text) => {
    expect(imagesOf(text)).toStrictEqual([]);
  },
);
