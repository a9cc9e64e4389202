/** A change of a Dockerfile of the repository, as a bad commit would bring it. */
export interface FileEdit {
  /** The folder whose Dockerfile it is, where there is one of that name; else the last Dockerfile. */
  folder: string;
  /** Instruction whose lines are taken out. */
  without: string;
  /** Line at the end instead. */
  line: string;
  /** What a workload has that such a commit does nothing to, for people. */
  harmless: string;
}

/** The Dockerfile that an edit is about; undefined when there is none. */
export function findDockerfile(files: readonly string[], { folder }: FileEdit): string | undefined {
  const all = files.filter((file) => /(?:^|\/)Dockerfile$/.test(file)).sort();
  return all.find((file) => file.split("/").includes(folder)) ?? all.at(-1);
}

/** The text of a Dockerfile after the edit. */
export function editDockerfile(text: string, { without, line }: FileEdit): string {
  const instruction = new RegExp(`^\\s*${without}\\s`, "i");
  const isKept = (one: string): boolean => !instruction.test(one);
  return `${text.trimEnd().split("\n").filter(isKept).join("\n")}\n${line}\n`;
}
