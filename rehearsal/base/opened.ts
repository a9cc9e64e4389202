/** Something that must be closed at the end. */
interface Closable {
  close(): unknown;
}

/** Collects what was opened, and closes all of it together, even if a later item cannot be opened. */
export class Opened {
  private readonly all: Closable[] = [];

  /** @returns the item that was added */
  add<T extends Closable>(one: T): T {
    this.all.push(one);
    return one;
  }

  /** Closes everything, in reverse order. @throws the first error, after everything else has been closed too */
  async close(): Promise<void> {
    const errors: unknown[] = [];
    for (const one of this.all.splice(0).reverse())
      try {
        await one.close();
      } catch (error) {
        errors.push(error);
      }
    if (errors.length > 0) throw errors[0];
  }
}

/**
 * Opens several things. If one of them cannot be opened, those already opened are closed.
 * @throws what `work` throws
 */
export async function openAll<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
  const opened = new Opened();
  try {
    return await work(opened);
  } catch (error) {
    // The first error is more useful than an error that it causes.
    await opened.close().catch(() => undefined);
    throw error;
  }
}
