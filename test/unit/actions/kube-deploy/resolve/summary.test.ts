import { expect, test } from "@jest/globals";
import { renderResolution } from "../../../../../actions/kube-deploy/src/resolve/summary.ts";
import { releaseNumbered } from "../../../../support/releases/memory-store.ts";

const [first, second] = [releaseNumbered(1), releaseNumbered(2)];
const parts = {
  source: "staging",
  destination: "production",
  older: 0,
  choices: [
    {
      release: second,
      livedFor: 90 * 60_000,
      obstacles: [
        { reason: "soaking" as const, detail: "it was live for 90 min", canBeOverridden: true },
      ],
    },
    { release: first, livedFor: 0, obstacles: [] },
  ],
  commits: new Map([[second.id, 3]]),
  selected: first,
  overrideReason: undefined,
  imagesNow: {},
};

test("lists every release with its commits and obstacles", () => {
  const rows = renderResolution(parts)
    .split("\n")
    .filter((line) => line.includes("Z-"));
  expect(rows.map((row) => row.replaceAll(/\s+/g, " "))).toStrictEqual([
    `Promoted: \`${first.id}\`.`,
    `| \`${second.id}\` | \`cccccccccccc\` | +3 | 90 min | it was live for 90 min |`,
    `| ➡️ \`${first.id}\` | \`cccccccccccc\` | – | 0 min | nothing |`,
  ]);
});

test("says that no release is promoted, why rules were overridden, and that there are older releases", () => {
  const text = renderResolution({
    ...parts,
    selected: undefined,
    overrideReason: "the *shop* is down",
    older: 4,
  });
  expect(text).toContain("No release is promoted now.");
  expect(text).toContain(String.raw`Rules overridden: the \*shop\* is down`);
  expect(text).toContain("4 older releases are not listed");
});

test("says that the source has no release", () => {
  expect(renderResolution({ ...parts, choices: [], selected: undefined })).toContain(
    "staging has no release: deploy to it first.",
  );
});

test("lists the images of the release next to the digests that run in the destination now", () => {
  const [one, two] = ["1", "2"].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string];
  const image = (digest: string) => ({ repository: "fleet/app", digest });
  const selected = { ...first, images: { same: image(one), other: image(two), fresh: image(one) } };
  const imagesNow = { same: image(one), other: image(one) };
  const brings = [{ id: "abc1234", subject: "Charge *once*" }];
  const note = "It is *not* recorded.";
  const text = renderResolution({ ...parts, selected, imagesNow, brings, note });
  expect(text).toContain("- `abc1234` Charge \\*once\\*");
  const rows = text
    .split("\n")
    .filter((line) => line.includes("sha256:") || line.includes("Digest"));
  expect(rows.map((row) => row.replaceAll(/\s+/g, " "))).toStrictEqual([
    "| Image | Digest in production now | Digest after |",
    `| \`same\` | \`${one}\` | stays |`,
    `| \`other\` | \`${one}\` | \`${two}\` |`,
    `| \`fresh\` | – | \`${one}\` |`,
  ]);
  expect(text).toContain(String.raw`It is \*not\* recorded.`);
});
