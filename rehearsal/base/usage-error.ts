/**
 * An option, a variable or a tool that the rehearsal cannot use. The message names it, and says what is expected and
 * how to fix it.
 */
export class UsageError extends Error {}

/** Returns why the operating system refused, as its error code such as EACCES; otherwise the message. */
export function causeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
