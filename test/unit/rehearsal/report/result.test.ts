import { expect, test } from "@jest/globals";
import { imagesOf, resultOf } from "../../../../rehearsal/report/result.ts";

const IMAGE = { repository: "shop/web", digest: "sha256:ab" };

test("an image is marked as built or not; an image that was only checked is left out", () => {
  const images = {
    web: { ...IMAGE, built: true },
    api: { ...IMAGE, platforms: ["linux/arm64", "linux/arm64"] },
    checked: { ...IMAGE, size: 0 },
  };
  expect(imagesOf(JSON.stringify(images))).toStrictEqual([
    { name: "web", ...IMAGE, platforms: [], built: true },
    { name: "api", ...IMAGE, platforms: ["linux/arm64"], built: false },
  ]);
});

test.each([undefined, "", "***", '***"web": ***"repository": "shop/web"******', '{"web": ***}'])(
  "an output with masked braces has no images: %s",
  (text) => {
    expect(imagesOf(text)).toStrictEqual([]);
  },
);

test("after a rollback, the result has the address of the release that runs again, although the deployment failed", () => {
  const outputs = { "rolled-back-to": "r1", url: "http://shop/", "failure-reason": "crash-loop" };
  const run = {
    ok: false,
    approvals: [],
    createdEnvironments: [],
    jobs: [{ id: "deploy", summaries: [], steps: [{ outputs }] }],
  };
  const parts = {
    event: "push",
    record: {},
    run,
    comments: [],
    changes: { all: {}, environments: {}, others: [] },
  };
  const result = resultOf(parts as unknown as Parameters<typeof resultOf>[0]);
  expect(result).toMatchObject({ url: "http://shop/", rolledBackTo: "r1", release: null });
});
