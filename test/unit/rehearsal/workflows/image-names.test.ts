import { expect, test } from "@jest/globals";
import { failingWorkload, imageNames } from "../../../../rehearsal/workflows/image-names.ts";

const WORKFLOW = `
jobs:
  a:
    with:
      images: |
        - name: shop
          context: services/shop
        - name: billing
        - name: shop
  b:
    with: { images: "[]" }
`;

test("finds the names of a workflow's images", () => {
  expect(imageNames(WORKFLOW)).toStrictEqual(["shop", "billing"]);
});

test.each(["", "a: [", "with: { images: '[' }", "with: { images: [1, null] }", "images: '- 1'"])(
  "%j has no names of images",
  (text) => expect(imageNames(text)).toStrictEqual([]),
);

test("a failure concerns the workload of the example, or the workload of the last image", () => {
  expect(failingWorkload("backend", ["frontend", "backend"])).toBe("backend");
  expect(failingWorkload("backend", ["shop", "billing"])).toBe("billing");
  expect(failingWorkload("backend", [])).toBe("backend");
});
