import type { Digest } from "../../../lib/image-reference.ts";
import { codeCell, escapeMarkdown } from "../../../lib/markdown/escape.ts";
import { table } from "../../../lib/markdown/layout.ts";
import type { Outputs } from "../contract.ts";

/** One image at the end of a run. */
export interface ImageResult {
  name: string;
  /**
   * Name in ECR, without host: the host contains the account id, and GitHub drops a job output that contains a masked
   * value.
   */
  repository: string;
  tags: readonly string[];
  /** Undefined if nothing was pushed. */
  digest: Digest | undefined;
  /** os/architecture[/variant], as the registry has them. */
  platforms: readonly string[];
  /** false: the image was in the registry already. */
  built: boolean;
  /** Why it was built or reused. */
  why: string;
  /** Bytes of config and layers, of all platforms together. Undefined if nothing was pushed. */
  size: number | undefined;
  milliseconds: number;
}

/**
 * Returns the action's outputs. The outputs for a single image are only set if there is exactly one image.
 * @param missing repositories that do not exist
 */
export function outputsOf(
  results: readonly ImageResult[],
  missing: readonly string[] = [],
): Outputs {
  const single = results.length === 1 ? results[0] : undefined;
  return {
    images: JSON.stringify(
      Object.fromEntries(results.map((result) => [result.name, entryOf(result)])),
    ),
    digest: single?.digest,
    repository: single?.repository,
    tag: single?.tags[0],
    "built-count": results.filter(({ built }) => built).length,
    "missing-repositories": JSON.stringify(missing),
  };
}

const entryOf = ({ repository, digest, tags, platforms, built, size }: ImageResult) => ({
  repository,
  digest,
  tag: tags[0],
  platforms,
  built,
  size,
});

/** Returns the section of the job summary. Everything but `why` is names, digests and numbers: no need to redact it. */
export function summaryOf(results: readonly ImageResult[], pushed: boolean): string {
  const rows = results.map((result) => [
    codeCell(result.name),
    codeCell(result.repository),
    result.tags.map(codeCell).join(" "),
    result.digest === undefined ? "" : codeCell(result.digest),
    result.platforms.map(escapeMarkdown).join(", "),
    result.size === undefined ? "" : bytes(result.size),
    result.built ? `built in ${(result.milliseconds / 1000).toFixed(1)} s` : "reused",
    escapeMarkdown(result.why),
  ]);
  const head = ["Image", "Repository", "Tags", "Digest", "Platforms", "Size", "Build", "Why"];
  return `### 📦 Images ${pushed ? "pushed" : "built, not pushed"}\n\n${table(head, rows)}`;
}

/** Formats a size for people, in powers of 1000 as registries show it. */
export function bytes(size: number): string {
  const units = ["B", "kB", "MB", "GB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(size, 1)) / 3));
  const scaled = size / 1000 ** power;
  return `${power === 0 ? scaled : scaled.toFixed(1)} ${units[power] ?? ""}`;
}

/** Returns the line of the log about an image. */
export const lineOf = ({ name, repository, digest, tags }: ImageResult): string =>
  `${name}: ${repository}${tags.map((tag) => `:${tag}`).join(", ")}${digest === undefined ? "" : ` is ${digest}`}`;
