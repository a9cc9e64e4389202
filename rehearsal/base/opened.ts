/** What has to be closed in the end. */
interface Closable {
  close(): unknown;
}

/** What was opened, one after the other, and is closed together: also when a later one cannot be opened. */
export class Opened {
  private readonly all: Closable[] = [];

  /** @returns what was added */
  add<T extends Closable>(one: T): T {
    this.all.push(one);
    return one;
  }

  /** Closes everything, the last one first. @throws the first error, after all the others have been closed too */
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
 * Opens several things. When one of them cannot be opened, those before it are closed.
 * @throws what `work` throws
 */
export async function openAll<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
  const opened = new Opened();
  try {
    return await work(opened);
  } catch (error) {
    // The first error says more than one that comes of it.
    await opened.close().catch(() => undefined);
    throw error;
  }
}
