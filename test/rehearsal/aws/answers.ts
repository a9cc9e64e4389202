/** The result of an SDK call: a part of its output, or the refusal. */
export type Answer = { ok: unknown } | { refused: string; status: number | undefined };

interface SdkError {
  name: string;
  $metadata?: { httpStatusCode?: number };
}

/**
 * Waits for a call and keeps what has to be equal on both sides: the code and status of an error (messages are for
 * people, and AWS changes them), or what `pick` takes from the output.
 */
export async function answer<Output>(
  call: Promise<Output>,
  pick: (output: Output) => unknown = () => "done",
): Promise<Answer> {
  let output: Output;
  try {
    output = await call;
  } catch (error) {
    const { name, $metadata } = error as SdkError;
    if ($metadata?.httpStatusCode === undefined) throw error;
    return { refused: name, status: $metadata.httpStatusCode };
  }
  return { ok: pick(output) };
}

/** Returns an output without the parts that differ from run to run. */
export const plain = (output: object): object =>
  Object.fromEntries(Object.entries(output).filter(([name]) => name !== "$metadata"));

/** Checks the form of a value. The value itself differs from run to run, so it is not part of the observation. */
export const like = (value: unknown, form: RegExp, shown: string): string =>
  typeof value === "string" && form.test(value) ? shown : `not ${shown}`;
