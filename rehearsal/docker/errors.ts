/** A build that BuildKit refuses, with BuildKit's message, or a build that only the stand-in cannot do. */
export class BuildError extends Error {
  /** Line of the Dockerfile that causes the error, if there is one. */
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(message);
    this.name = "BuildError";
    this.line = line;
  }
}

/** Makes the error for something that a real engine can do and the stand-in cannot. */
export const unsupported = (what: string, line?: number): BuildError =>
  new BuildError(
    `docker stand-in: ${what} is not supported; start a Docker engine to build this`,
    line,
  );

/** Does some work for an instruction. An error without a line gets the instruction's line. */
export function atLine<T>(line: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof BuildError && error.line === undefined)
      throw new BuildError(error.message, line);
    throw error;
  }
}
