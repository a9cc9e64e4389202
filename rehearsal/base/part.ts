import { UsageError } from "./usage-error.ts";

/** One of several equal parts of a list. */
export interface Part {
  /** From 1. */
  number: number;
  /** How many parts there are. */
  of: number;
}

/**
 * Reads a part such as 2/4, the second of four.
 * @param option the option that has this value
 * @throws UsageError if it has another form, or if there are fewer parts
 */
export function readPart(option: string, text: string): Part {
  const [, number = "0", of = "0"] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text) ?? [];
  if (number === "0" || Number(number) > Number(of))
    throw new UsageError(
      `${option}: "${text}" is not valid. Expected a part and the number of parts, such as 2/4.`,
    );
  return { number: Number(number), of: Number(of) };
}

/** Returns the items of a part, in their order. They are spread over the list: 2/4 is the 2nd, the 6th, the 10th item. */
export function itemsOf<T>(list: readonly T[], { number, of }: Part): T[] {
  return list.filter((_, place) => place % of === number - 1);
}
