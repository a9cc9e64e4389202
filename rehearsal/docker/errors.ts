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
