/** What a sticky comment is about and which run wrote it; hidden at the very start of its text. */
export interface Marker {
  /** What kind of comment, such as `plan`. */
  kind: string;
  /** What makes it the only one of its kind on a pull request: workflow, label, directory … */
  target: Readonly<Record<string, string>>;
  /** The commit that the text is about; for a pull request the last one of its branch. */
  head: string;
  /** Ids grow over all workflows of a repository; run numbers begin anew when a workflow's file is renamed. */
  runId: number;
  runAttempt: number;
}

const FORM = /^<!-- eks-pipeline:([a-z-]+) (\{.*?\}) -->/;

/** The marker as an HTML comment that nothing in it can end: `>` and `-` are escaped. */
export function writeMarker({ kind, target, head, runId, runAttempt }: Marker): string {
  const json = JSON.stringify({ target, head, run: runId, attempt: runAttempt }).replaceAll(
    /[<>-]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `<!-- eks-pipeline:${kind} ${json} -->`;
}

/** Reads the marker of a comment; undefined when its text does not begin with one. */
export function readMarker(text: string): Marker | undefined {
  const [, kind, json] = FORM.exec(text) ?? [];
  if (kind === undefined || json === undefined) return undefined;
  try {
    const { target, head, run, attempt } = JSON.parse(json) as Record<string, unknown>;
    if (typeof target !== "object" || target === null) return undefined;
    return {
      kind,
      target: target as Record<string, string>,
      head: String(head),
      runId: Number(run),
      runAttempt: Number(attempt),
    };
  } catch {
    // Somebody edited it: the comment belongs to them now.
    return undefined;
  }
}

/**
 * Whether a comment is that of a target. Before the first deployment there is no state to name: such a comment is taken
 * over by the first run that has one.
 * @param found marker of the comment
 */
export function isOfTarget(found: Marker, { kind, target }: Marker): boolean {
  const { state, ...rest } = target;
  const known = "state" in found.target || state === undefined ? target : rest;
  return found.kind === kind && canonical(found.target) === canonical(known);
}

const canonical = (target: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(target).sort(([a], [b]) => (a < b ? -1 : 1)));

/**
 * Whether `a` counts more than `b`: it is about the pull request's current head, else it was written by a later run, or
 * a later attempt of the same run. Dates of commits say nothing: authors set them, and a force-push may go back.
 * @param currentHead undefined = it is not known
 */
export function isNewer(a: Marker, b: Marker, currentHead?: string): boolean {
  const isCurrent = ({ head }: Marker) => currentHead !== undefined && head === currentHead;
  if (isCurrent(a) !== isCurrent(b)) return isCurrent(a);
  return a.runId > b.runId || (a.runId === b.runId && a.runAttempt > b.runAttempt);
}
