const UNITS: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** Converts a quantity such as `250m` or `64Mi` to a number of its unit (cores, bytes). NaN for any other text. */
export function quantity(text: string | number): number {
  const found = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(String(text));
  const unit = UNITS[found?.[2] ?? "?"];
  return found === null || unit === undefined ? Number.NaN : Number(found[1]) * unit;
}

/**
 * The first pattern matches what begins as a number, the second one a valid quantity: the API has a different message
 * for each.
 */
const FORMAT = /^[+-]?[\d.]+[eEinumkKMGTP]*[-+]?\d*$/;
const QUANTITY = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+|[numkMGTPE]|[KMGTPE]i)?$/;

/**
 * Returns why a text is not a quantity, in the API's words; undefined if it is one. A thousand is a lower-case k: an
 * upper-case K is only valid in Ki.
 * https://github.com/kubernetes/apimachinery/blob/master/pkg/api/resource/quantity.go
 */
export function quantityProblem(text: string): string | undefined {
  if (QUANTITY.test(text)) return undefined;
  return FORMAT.test(text)
    ? "unable to parse quantity's suffix"
    : "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
}

/** Evaluates `25%` of a total, or a plain count. A surge rounds up, unavailability rounds down. */
export function share(value: number | string | undefined, total: number, up: boolean): number {
  const text = String(value ?? 0);
  if (!text.endsWith("%")) return Number(text);
  const exact = (Number(text.slice(0, -1)) * total) / 100;
  return up ? Math.ceil(exact) : Math.floor(exact);
}
