/** Ports of a protocol that a rule opens: a range of numbers, or a name to which each pod gives a number of its own. */
export type Ports =
  { protocol: string; from: number; to: number } | { protocol: string; name: string };

/** The protocol of a rule that names none. */
export const EVERY_PROTOCOL = "*";
export const FIRST_PORT = 0;
export const LAST_PORT = 65_535;

/** Returns the part of the new ports that no old rule has opened. */
export const portsAdded = (ports: readonly Ports[], old: readonly Ports[]): Ports[] =>
  ports.flatMap((one) => old.reduce<Ports[]>((left, by) => left.flatMap(without(by)), [one]));

/** Counts ports. A port that several entries open counts once for each of them, so the result is a maximum. */
export const numberOfPorts = (ports: readonly Ports[]): number =>
  ports.reduce(
    (sum, one) =>
      sum +
      ("name" in one ? 1 : one.to - one.from + 1) *
        (one.protocol === EVERY_PROTOCOL ? PROTOCOLS : 1),
    0,
  );

/** More protocols than rules name: "every protocol" must never count the same as some protocols. */
const PROTOCOLS = 1_000;

/** Returns what is left of ports without other ports. */
const without =
  (by: Ports) =>
  (one: Ports): Ports[] => {
    if (by.protocol !== EVERY_PROTOCOL && by.protocol !== one.protocol) return [one];
    if ("name" in by) return "name" in one && one.name === by.name ? [] : [one];
    // A name may stand for any number.
    if ("name" in one) return by.from <= 1 && by.to === LAST_PORT ? [] : [one];
    return [
      { ...one, to: Math.min(one.to, by.from - 1) },
      { ...one, from: Math.max(one.from, by.to + 1) },
    ].filter(({ from, to }) => from <= to);
  };
