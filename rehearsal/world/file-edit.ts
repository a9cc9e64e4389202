/** An edit of a Dockerfile in the repository, as a bad commit would make it. */
export interface FileEdit {
  /** The folder whose Dockerfile is edited. If there is no folder of that name, the last Dockerfile is edited. */
  folder: string;
  /** Instruction whose lines are removed. */
  without: string;
  /** Line that is added at the end instead. */
  line: string;
  /** For people: a property with which a workload is not affected by such a commit. */
  harmless: string;
}

/** Returns the Dockerfile that an edit changes; undefined if there is none. */
export function findDockerfile(files: readonly string[], { folder }: FileEdit): string | undefined {
  const all = files.filter((file) => /(?:^|\/)Dockerfile$/.test(file)).sort();
  return all.find((file) => file.split("/").includes(folder)) ?? all.at(-1);
}

/** Returns the text of a Dockerfile after the edit. */
export function editDockerfile(text: string, { without, line }: FileEdit): string {
  const instruction = new RegExp(`^\\s*${without}\\s`, "i");
  const isKept = (one: string): boolean => !instruction.test(one);
  return `${text.trimEnd().split("\n").filter(isKept).join("\n")}\n${line}\n`;
}
