/** A whole number from the environment. @throws Error that names the variable, its value and what is accepted */
export function wholeNumber(
  variables: Readonly<Record<string, string | undefined>>,
  name: string,
  fallback: number,
  most: number,
): number {
  const text = variables[name] ?? "";
  if (text === "") return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= most))
    throw new Error(`${name} is "${text}"; accepted is a whole number from 0 to ${most}`);
  return value;
}
