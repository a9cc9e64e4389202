/** A realistic bug, as data. The tests have to detect it. */
interface Mutant {
  /** Unique id in its room. */
  id: string;
  /** Path from the repository's root. */
  file: string;
  /** Text that occurs exactly once in the file. */
  find: string;
  replace: string;
  /** What the bug would do to users, in one sentence. */
  why: string;
  /**
   * Additional test files to run: tests that start the source in its own process, which jest cannot know. If this names
   * bundle tests, only those run, and not all tests of the same bundle.
   */
  tests?: readonly string[];
}

/** The mutants of a room as its file lists them: by path, relative to the folder of the room, and by id. */
export type FileMutants = Readonly<
  Record<string, Readonly<Record<string, Omit<Mutant, "id" | "file">>>>
>;

/** A mutant with its room: the name of the file that declares the mutant. */
export interface PlacedMutant extends Mutant {
  room: string;
}
