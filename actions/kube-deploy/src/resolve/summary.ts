import { code, codeCell, escapeMarkdown } from "../../../lib/markdown/escape.ts";
import { table } from "../../../lib/markdown/layout.ts";
import type { CommitLine } from "../../../lib/releases/ancestry.ts";
import type { Choice } from "../../../lib/releases/eligible.ts";
import type { ReleaseRecord } from "../../../lib/releases/record.ts";
import { textOf } from "./select.ts";

export interface ResolutionParts {
  source: string;
  destination: string;
  choices: readonly Choice[];
  /** How many releases are older than the listed ones. */
  older: number;
  /**
   * How many commits each release would bring to the destination, by the release's id; a release without an entry = not
   * known.
   */
  commits: ReadonlyMap<string, number>;
  /** The release that is promoted. */
  selected: ReleaseRecord | undefined;
  /** The newest commits that the promoted release brings; undefined or [] = not known. */
  brings?: readonly CommitLine[] | undefined;
  /** Images that were last verified in the destination, by name. */
  imagesNow: ReleaseRecord["images"];
  overrideReason: string | undefined;
  /** A sentence at the end of the section. */
  note?: string | undefined;
}

/** Renders the section of the job summary: every release, with everything that prevents its promotion. */
export function renderResolution(parts: ResolutionParts): string {
  const { source, destination, choices, older, selected, overrideReason, note } = parts;
  return [
    `### Releases of ${escapeMarkdown(source)} for ${escapeMarkdown(destination)}`,
    selected === undefined ? "No release is promoted now." : `Promoted: ${code(selected.id)}.`,
    ...(overrideReason === undefined
      ? []
      : [`Rules overridden: ${escapeMarkdown(overrideReason)}`]),
    ...(selected === undefined ? [] : [imagesOf(selected, parts), ...commitsOf(parts)]),
    ...(choices.length === 0
      ? [`${escapeMarkdown(source)} has no release: deploy to it first.`]
      : [
          table(
            ["Release", "Commit", "Commits", "Live for", "Blocked by"],
            choices.map((choice) => rowOf(choice, parts)),
          ),
        ]),
    ...(older === 0
      ? []
      : [`${older} older releases are not listed; give their id to promote one.`]),
    ...(note === undefined ? [] : [escapeMarkdown(note)]),
  ].join("\n\n");
}

/** Returns every image of the release, with the digest that runs in the destination now. */
const imagesOf = ({ images }: ReleaseRecord, { destination, imagesNow }: ResolutionParts): string =>
  table(
    ["Image", `Digest in ${escapeMarkdown(destination)} now`, "Digest after"],
    Object.entries(images).map(([name, { digest }]) => {
      const now = imagesNow[name]?.digest;
      const then = now === digest ? "stays" : codeCell(digest);
      return [codeCell(name), now === undefined ? "–" : codeCell(now), then];
    }),
  );

function commitsOf({ destination, brings = [] }: ResolutionParts): string[] {
  if (brings.length === 0) return [];
  const lines = brings.map(({ id, subject }) => `- ${code(id)} ${escapeMarkdown(subject)}`);
  return [`The newest commits that it brings to ${escapeMarkdown(destination)}:`, lines.join("\n")];
}

function rowOf(choice: Choice, { selected, commits }: ResolutionParts): string[] {
  const { id, commit } = choice.release;
  const count = commits.get(id);
  return [
    `${id === selected?.id ? "➡️ " : ""}${codeCell(id)}`,
    codeCell(commit.slice(0, 12)),
    count === undefined ? "–" : `+${count}`,
    `${Math.floor(choice.livedFor / 60_000)} min`,
    choice.obstacles.length === 0 ? "nothing" : escapeMarkdown(textOf(choice)),
  ];
}
