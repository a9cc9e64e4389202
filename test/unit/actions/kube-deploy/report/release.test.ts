import { expect, test } from "@jest/globals";
import { ready } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import { digestOf, unusedImages } from "../../../../../actions/kube-deploy/src/report/release.ts";
import { statusOf } from "../rollout/statuses.ts";

const digest = `sha256:${"4f".repeat(32)}`;
const other = `sha256:${"be".repeat(32)}`;

test("the digest of an image reference", () => {
  expect(digestOf(`registry.example/shop/web@${digest}`)).toBe(digest);
  expect(digestOf("registry.example/shop/web:v1")).toBeUndefined();
});

test("images that no workload runs", () => {
  const images = {
    web: { repository: "shop/web", digest },
    api: { repository: "shop/api", digest: other },
  };
  const status = {
    ...statusOf(ready({ desired: 1, ready: 1 })),
    images: [`registry.example/shop/web@${digest}`],
  };
  expect(unusedImages(images, [status])).toStrictEqual(["api"]);
});
