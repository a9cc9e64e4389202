import fc from "./fast-check.ts";

/**
 * Surrogates: halves of a character of two code units. Alone they are not characters:
 * https://www.unicode.org/glossary/#surrogate_code_point
 */
const SURROGATES = { first: 0xd800, count: 0x800 };
const LAST_CHARACTER = 0x10ffff;

const characterAt = (index: number): string =>
  String.fromCodePoint(index < SURROGATES.first ? index : index + SURROGATES.count);

function indexOf(character: unknown): number {
  const code = typeof character === "string" ? character.codePointAt(0) : undefined;
  if (code === undefined || character !== String.fromCodePoint(code))
    throw new Error(`${JSON.stringify(character)} is not one character`);
  return code < SURROGATES.first ? code : code - SURROGATES.count;
}

const anyCharacter = fc.nat({ max: LAST_CHARACTER - SURROGATES.count }).map(characterAt, indexOf);

/**
 * Generates a text of any characters, as `fc.string({ unit: "binary" })` does. The generator of fast-check first makes
 * a table of all 1.1 million characters, in each test file, which takes a second of CPU.
 */
export const anyText = (lengths: { minLength?: number; maxLength?: number } = {}) =>
  fc.string({ ...lengths, unit: anyCharacter });
