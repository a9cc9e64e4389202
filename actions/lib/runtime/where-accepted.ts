import { NotAccepted } from "./accepted.ts";

/** Runs a check. The check ends when it reads an input that was not accepted. */
export async function whereAccepted(check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    if (!(error instanceof NotAccepted)) throw error;
  }
}
