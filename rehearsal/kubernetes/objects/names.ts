import { randomInt } from "node:crypto";
import { isObject } from "../../base/object.ts";

// Kubernetes omits vowels and look-alike characters, so that no generated name forms a word.
const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

export function randomSuffix(): string {
  return Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}

/** Returns a hash of a value, with the alphabet of generated names: FNV-1a, 32 bits, over its JSON with sorted keys. */
export function templateHash(value: unknown): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(stable(value))) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  const letters = Array.from(
    String(hash),
    (digit) => ALPHABET[digit.charCodeAt(0) % ALPHABET.length],
  );
  return letters.join("");
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isObject(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Formats a time as objects contain it: seconds, UTC. */
export function timestamp(ms = Date.now()): string {
  return new Date(ms).toISOString().replace(/\.\d+/, "");
}
