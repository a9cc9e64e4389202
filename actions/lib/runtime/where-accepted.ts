import { NotAccepted } from "./accepted.ts";

/** Runs a check, which ends where it reads an input that was not accepted. */
export async function whereAccepted(check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    if (!(error instanceof NotAccepted)) throw error;
  }
}
