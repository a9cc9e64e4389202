import { expect, test } from "@jest/globals";
import type { PromotedImage } from "../../../../../actions/build-push-ecr/src/promote/carry-out.ts";
import { resultOf, summaryOf } from "../../../../../actions/build-push-ecr/src/promote/report.ts";
import type { Digest } from "../../../../../actions/lib/image-reference.ts";
import { RUN } from "../../../../support/promotions.ts";

const digest = (digit: string): Digest => `sha256:${digit.repeat(64)}`;
const promoted = (change: Partial<PromotedImage> = {}): PromotedImage => ({
  promotion: {
    name: "web",
    digest: digest("a"),
    from: "staging/web",
    sourceTag: "sha-1",
    to: "production/web",
    tags: ["v1", "latest"],
    tree: [],
    referrers: [],
    isRetag: false,
    tagsToSet: ["latest"],
    moved: new Map([["latest", digest("b")]]),
  },
  transfer: { sent: 0, mounted: 0, present: 0 },
  platforms: ["linux/amd64"],
  size: 1000,
  record: digest("c"),
  milliseconds: 7,
  ...change,
});
const promoter = { ...RUN, at: new Date("2026-03-01T10:00:00Z") };

test("the result has the same fields as a build, with built: false (I-E 71)", () => {
  expect(resultOf(promoted())).toStrictEqual({
    name: "web",
    repository: "production/web",
    tags: ["v1", "latest"],
    digest: digest("a"),
    platforms: ["linux/amd64"],
    built: false,
    size: 1000,
    milliseconds: 7,
    why: "promoted",
  });
});

test("the summary says what was promoted by whom, when and in which run, and what a moved tag named before", () => {
  const text = summaryOf([promoted()], promoter);
  expect(text).toContain("`staging/web` → `production/web`");
  expect(text).toContain(`\`latest\` (was \`${digest("b")}\`)`);
  expect(text).toContain("Promoted by `octocat` at 2026-03-01T10:00:00.000Z in [run 77]");
  expect(text).toContain("https://github.com/example-org/fleet/actions/runs/77/attempts/1");
});

test.each([
  [{ sent: 5000, mounted: 1, present: 2 }, false, "5.0 kB sent"],
  [{ sent: 0, mounted: 5000, present: 2 }, false, "5.0 kB mounted"],
  [{ sent: 0, mounted: 0, present: 5000 }, false, "5.0 kB were already there"],
  [{ sent: 0, mounted: 0, present: 0 }, false, "was there already"],
  [{ sent: 0, mounted: 0, present: 0 }, true, "same repository"],
])("bytes %p, retag %p: %s", (transfer, isRetag, text) => {
  const image = promoted({ transfer });
  const promotion = { ...image.promotion, isRetag };
  expect(summaryOf([{ ...image, promotion }], promoter)).toContain(`| ${text} |`);
});
