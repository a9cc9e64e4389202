import { createHash } from "node:crypto";
import type { Subject } from "../report/subject.ts";

/**
 * In characters. GitHub refuses a status with a longer name:
 * https://github.com/runatlantis/atlantis/issues/2506
 */
const LONGEST = 255;
/** Number of hexadecimal digits that distinguish names with the same end. */
const HASH = 8;

/**
 * Returns the name of the commit status of a workspace: the given name, and in parentheses label and folder, because
 * each workspace has its own status. Of a name that is too long, the end is kept, because the end of a folder
 * identifies it.
 */
export function statusName(
  given: string,
  { label, directory }: Pick<Subject, "label" | "directory">,
): string {
  const workspace = `${label === "" ? "" : `${label} `}${directory}`;
  const name = `${given} (${workspace})`;
  if (name.length <= LONGEST) return name;
  const hash = createHash("sha256").update(workspace).digest("hex").slice(0, HASH);
  const start = `${given} (${hash}…`;
  // Half a surrogate pair is left out.
  return start + `${workspace})`.slice(start.length - LONGEST).replace(/^[\udc00-\udfff]/, "");
}
