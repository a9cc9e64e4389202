/** An option, a variable or a tool that the rehearsal cannot use. The message names it, says what is expected and how to fix it. */
export class UsageError extends Error {}

/** Why the operating system refused, in its own word such as EACCES; else the message. */
export function causeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
