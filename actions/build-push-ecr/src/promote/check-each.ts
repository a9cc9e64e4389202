import { ActionError } from "../../../lib/runtime/errors.ts";

/**
 * Checks several images, one after the other. One error lists all images that fail, so that you can fix them together.
 * @throws ActionError with the problems of all images that fail; any other error, and a cancellation, at once
 */
export async function checkEach<T>(
  images: Iterable<T>,
  check: (image: T) => Promise<unknown>,
): Promise<void> {
  const failures: ActionError[] = [];
  for (const image of images)
    try {
      await check(image);
    } catch (error) {
      if (!(error instanceof ActionError) || error.reason === "cancelled") throw error;
      failures.push(error);
    }
  if (failures.length > 0) throw joinFailures(failures);
}

function joinFailures([first, ...others]: readonly ActionError[]): unknown {
  if (first === undefined || others.length === 0) return first;
  const all = [first, ...others];
  const fixes = [...new Set(all.map(({ fix }) => fix).filter((fix) => fix !== undefined))];
  return new ActionError({
    reason: first.reason,
    message: all.map(({ message }) => message).join("; "),
    fix: fixes.join("; "),
    cause: first,
  });
}
