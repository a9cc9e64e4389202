/** One numbered step of a build, as `--progress=plain` shows it. */
export interface Step {
  /** What it does, without the bracket before it: `COPY --from=build /out /app`, `load metadata for node:24`. */
  work: string;
  /** Its platform, in a build for several platforms. */
  platform: string | undefined;
  /** Why it failed, in BuildKit's words; undefined = it did not fail. */
  error: string | undefined;
  /** What its program printed, one entry for each line. A carriage return at the end is kept. */
  printed: string[];
  /** What BuildKit's checks of the Dockerfile found: `UndefinedArgInFrom: FROM argument 'X' is not declared (line 1)`. */
  warnings: string[];
}

/**
 * Reads the steps of `docker buildx build --progress=plain`, in the order in which they began. Each line of a step
 * begins with its number, and what a program prints also has a time before it, so a program in the build cannot imitate
 * BuildKit's own lines.
 * https://github.com/moby/buildkit/blob/master/util/progress/progressui/printer.go
 */
export function readSteps(output: string): Step[] {
  const steps = new Map<string, Step>();
  for (const line of output.split("\n")) {
    const [, number, text] = /^#(\d+) (.*)$/s.exec(line) ?? [];
    if (number === undefined || text === undefined) continue;
    const step = steps.get(number);
    if (step === undefined) steps.set(number, begin(text.trimEnd()));
    else addLine(step, text);
  }
  return [...steps.values()];
}

/** Reads a title: `[linux/arm64 build 2/3] RUN make`, `[internal] load build context`, `exporting to image`. */
function begin(title: string): Step {
  const [, bracket = "", work] = /^\[([^\]]*)\] (.*)$/.exec(title) ?? [];
  const [first = ""] = bracket.split(" ");
  return {
    work: work ?? title,
    // The count of a stage's steps contains a slash too: 2/3.
    platform: /^[a-z]\w*\/\w+/.test(first) ? first : undefined,
    error: undefined,
    printed: [],
    warnings: [],
  };
}

function addLine(step: Step, text: string): void {
  const [, level, said = ""] = /^(ERROR|WARN): (.*)$/s.exec(text) ?? [];
  if (level === "ERROR") step.error = said.trimEnd();
  else if (level === "WARN") step.warnings.push(said.trimEnd());
  else {
    const printed = /^\d+\.\d+ (.*)$/s.exec(text)?.[1];
    if (printed !== undefined) step.printed.push(printed);
  }
}
