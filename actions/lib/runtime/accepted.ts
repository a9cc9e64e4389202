/** An input is read that was given, but not accepted. */
export class NotAccepted extends Error {}

/**
 * Inputs of which some were not accepted. Nothing follows from those, not even that they are missing: to read one, also by
 * `...`, ends the rule that reads it (`applyRules`).
 * @param values of the accepted ones
 * @param refused names of the others, as `values` would have them
 */
export function acceptedOnly<Values extends object>(
  values: Values,
  refused: readonly string[],
): Values {
  const view = { ...values };
  for (const name of refused)
    Object.defineProperty(view, name, {
      enumerable: true,
      get() {
        throw new NotAccepted(`the input ${name} was not accepted`);
      },
    });
  return view;
}

/** What a rule finds; nothing when it reads an input that was not accepted. */
function applyRule<T>(rule: () => readonly T[]): readonly T[] {
  try {
    return rule();
  } catch (error) {
    if (error instanceof NotAccepted) return [];
    throw error;
  }
}

/** What all rules find. */
export const applyRules = <T>(rules: readonly (() => readonly T[])[]): T[] =>
  rules.flatMap(applyRule);

/** What is read; undefined = an input that was not accepted is needed for it. */
export function whenAccepted<T>(read: () => T): T | undefined {
  const [value] = applyRule(() => [read()]);
  return value;
}
