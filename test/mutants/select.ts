import path from "node:path";
import type { PlacedMutant } from "./mutant.ts";

export interface Choice {
  /** Words: an id, a room, `room/id`, or the beginning of a file's path. Undefined: all mutants. */
  only?: readonly string[] | undefined;
  /** Paths of changed sources and tests from the repository's root. Selects the mutants of their folders. */
  changed?: readonly string[] | undefined;
  /** Selects every `of`-th mutant, beginning with the one at `turn`. */
  share?: { of: number; turn: number } | undefined;
}

/** @throws Error that names a word of `only` if that word selects nothing */
export function selectMutants(all: readonly PlacedMutant[], choice: Choice): PlacedMutant[] {
  const { only, changed, share } = choice;
  const unknown = (only ?? []).filter((word) => !all.some((one) => isNamedBy(one, word)));
  if (unknown.length > 0)
    throw new Error(`no mutant, room or file is called ${unknown.join(", ")} (see --list)`);
  const folders = new Set(changed?.map((file) => path.posix.dirname(sourceOf(file))));
  const selected = all
    .filter((one) => only === undefined || only.some((word) => isNamedBy(one, word)))
    .filter(({ file }) => changed === undefined || folders.has(path.posix.dirname(file)));
  if (share === undefined) return selected;
  return selected.filter((_, at) => at % share.of === share.turn % share.of);
}

export const nameOf = ({ room, id }: PlacedMutant): string => `${room}/${id}`;

const isNamedBy = (mutant: PlacedMutant, word: string): boolean =>
  [mutant.id, mutant.room, nameOf(mutant)].includes(word) || mutant.file.startsWith(word);

/** Returns the source path of a test: the folders of tests mirror those of sources, without `src`. */
function sourceOf(file: string): string {
  const tested = file.replace(/^test\/(?:unit|property)\//, "");
  return tested === file ? file : tested.replace(/^(actions\/(?!lib\/)[^/]+\/)(?!src\/)/, "$1src/");
}

/**
 * Returns the source with the bug in it.
 * @throws Error if the text to replace does not occur exactly once
 */
export function plant(mutant: PlacedMutant, source: string): string {
  const pieces = source.split(mutant.find);
  if (pieces.length !== 2)
    throw new Error(
      `${nameOf(mutant)}: its text occurs ${pieces.length - 1} times in ${mutant.file}, expected once: ${JSON.stringify(mutant.find)}`,
    );
  return pieces.join(mutant.replace);
}

/** Returns whether a unit test belongs to the source or its folder: then it is the most likely one to fail. */
export function isNear(source: string, test: string): boolean {
  const own = source.replace("/src/", "/").replace(/\.ts$/, "");
  const folder = `test/unit/${path.posix.dirname(own)}`;
  return test.startsWith(`test/unit/${own}.`) || path.posix.dirname(test) === folder;
}
