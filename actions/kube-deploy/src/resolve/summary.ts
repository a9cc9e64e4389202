import { code, codeCell, escapeMarkdown } from "../../../lib/markdown/escape.ts";
import { table } from "../../../lib/markdown/layout.ts";
import type { Choice } from "../../../lib/releases/eligible.ts";
import { textOf } from "./select.ts";

export interface ResolutionParts {
  source: string;
  destination: string;
  choices: readonly Choice[];
  /** How many older releases are not among them. */
  older: number;
  /** How many commits each would bring to the destination, by the release's id; none = not known. */
  commits: ReadonlyMap<string, number>;
  /** Id of the selected release. */
  selected: string | undefined;
  overrideReason: string | undefined;
}

/** Renders the section of the job summary: every release with what stands in its way. */
export function renderResolution(parts: ResolutionParts): string {
  const { source, destination, choices, older, selected, overrideReason } = parts;
  return [
    `### Releases of ${escapeMarkdown(source)} for ${escapeMarkdown(destination)}`,
    selected === undefined ? "No release is promoted now." : `Promoted: ${code(selected)}.`,
    ...(overrideReason === undefined
      ? []
      : [`Rules overridden: ${escapeMarkdown(overrideReason)}`]),
    ...(choices.length === 0
      ? [`${escapeMarkdown(source)} has no release: deploy to it first.`]
      : [
          table(
            ["Release", "Commit", "Commits", "Live for", "In the way"],
            choices.map((choice) => rowOf(choice, parts)),
          ),
        ]),
    ...(older === 0
      ? []
      : [`${older} older releases are not listed; give their id to promote one.`]),
  ].join("\n\n");
}

function rowOf(choice: Choice, { selected, commits }: ResolutionParts): string[] {
  const { id, commit } = choice.release;
  const count = commits.get(id);
  return [
    `${id === selected ? "➡️ " : ""}${codeCell(id)}`,
    codeCell(commit.slice(0, 12)),
    count === undefined ? "–" : `+${count}`,
    `${Math.floor(choice.livedFor / 60_000)} min`,
    choice.obstacles.length === 0 ? "nothing" : escapeMarkdown(textOf(choice)),
  ];
}
