import { code, codeCell, escapeMarkdown } from "../../../lib/markdown/escape.ts";
import { table } from "../../../lib/markdown/layout.ts";
import { bytes } from "../images/results.ts";
import type { ImageResult } from "../images/results.ts";
import type { PromotedImage } from "./carry-out.ts";
import type { Promoter } from "./record.ts";

/** Returns the result of a promotion in the form of a build's result: not built, in the destination's repository. */
export const resultOf = ({
  promotion: { name, to, tags, digest },
  platforms,
  size,
  milliseconds,
}: PromotedImage): ImageResult => ({
  name,
  repository: to,
  tags,
  digest,
  platforms,
  size,
  milliseconds,
  built: false,
  why: "promoted",
});

/** Returns the same for an image that was only checked: what a promotion will produce. */
export const checkedResultOf = ({
  name,
  to,
  tags,
  digest,
}: Pick<PromotedImage["promotion"], "name" | "to" | "tags" | "digest">): ImageResult => ({
  name,
  repository: to,
  tags,
  digest,
  platforms: [],
  size: 0,
  milliseconds: 0,
  built: false,
  why: "checked",
});

/** Says how an image got into the destination. */
function wayOf({ promotion, transfer: { sent, mounted, present } }: PromotedImage): string {
  if (promotion.isRetag) return "same repository";
  if (sent > 0) return `${bytes(sent)} sent`;
  if (mounted > 0) return `${bytes(mounted)} mounted`;
  return present > 0 ? `${bytes(present)} were already there` : "was there already";
}

/** Returns the section of the job summary: only names, digests, numbers, and who promoted. */
export function summaryOf(promoted: readonly PromotedImage[], promoter: Promoter): string {
  const rows = promoted.map((image) => {
    const { name, from, to, tags, digest, moved, referrers } = image.promotion;
    const shown = tags.map((tag) =>
      moved.has(tag) ? `${codeCell(tag)} (was ${codeCell(moved.get(tag) ?? "")})` : codeCell(tag),
    );
    return [
      codeCell(name),
      `${codeCell(from)} → ${codeCell(to)}`,
      shown.join(" "),
      codeCell(digest),
      escapeMarkdown(wayOf(image)),
      String(referrers.length),
      codeCell(image.record),
    ];
  });
  const head = ["Image", "Repository", "Tags", "Digest", "Bytes", "Referrers", "Record"];
  const { actor, serverUrl, repository, runId, runAttempt, at } = promoter;
  const run = `${serverUrl}/${repository}/actions/runs/${runId}/attempts/${runAttempt}`;
  return [
    "### 🚚 Images promoted",
    table(head, rows),
    `Promoted by ${code(actor)} at ${at.toISOString()} in [run ${runId}](${run}). Each digest was read back in the destination.`,
  ].join("\n\n");
}
