/** A build that BuildKit refuses, with its message; or one that only the stand-in cannot do. */
export class BuildError extends Error {
  /** Line of the Dockerfile that causes it, when there is one. */
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(message);
    this.name = "BuildError";
    this.line = line;
  }
}

/** What a real engine does and the stand-in does not. */
export const unsupported = (what: string, line?: number): BuildError =>
  new BuildError(
    `docker stand-in: ${what} is not supported; start a Docker engine to build this`,
    line,
  );
