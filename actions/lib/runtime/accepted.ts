/** The action reads an input that was given but not accepted. */
export class NotAccepted extends Error {}

/**
 * Returns a view of inputs, some of which were not accepted. Rules must conclude nothing from those, not even that they
 * are missing: a rule ends when it reads one of them, also by `...` (`applyRules`).
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

/** Returns what a rule finds; nothing if it reads an input that was not accepted. */
function applyRule<T>(rule: () => readonly T[]): readonly T[] {
  try {
    return rule();
  } catch (error) {
    if (error instanceof NotAccepted) return [];
    throw error;
  }
}

/** Returns what all rules find. */
export const applyRules = <T>(rules: readonly (() => readonly T[])[]): T[] =>
  rules.flatMap(applyRule);

/** Returns what is read; undefined = it needs an input that was not accepted. */
export function whenAccepted<T>(read: () => T): T | undefined {
  const [value] = applyRule(() => [read()]);
  return value;
}
