import { describe, expect, test } from "@jest/globals";
import { zipSync } from "fflate";
import { readZipEntry } from "../../../../actions/lib/zip.ts";
import fc from "../../../support/fast-check.ts";

const LIMIT = 1_000_000;
const bytes = (text: string): Uint8Array => Buffer.from(text);
const read = (archive: Uint8Array, name = "a.json", limit = LIMIT): string | undefined => {
  const content = readZipEntry(archive, name, limit);
  return content === undefined ? undefined : Buffer.from(content).toString();
};
/** An archive with a text at an offset changed, counted from the first byte of a signature. */
function damaged(archive: Uint8Array, signature: number[], offset: number, value: number[]) {
  const copy = Buffer.from(archive);
  const at = copy.lastIndexOf(Buffer.from([0x50, 0x4b, ...signature]));
  copy.set(value, at + offset);
  return copy;
}
const CENTRAL = [1, 2];
const END = [5, 6];

describe("a file of a ZIP archive", () => {
  const archive = zipSync({ "plan.md": bytes("# Plan"), "a.json": bytes("{}".repeat(500)) });

  test("is found by its whole name, packed and unpacked", () => {
    expect(read(archive)).toBe("{}".repeat(500));
    expect(read(zipSync({ "a.json": bytes("{}") }, { level: 0 }))).toBe("{}");
    expect(read(archive, "json")).toBeUndefined();
    expect(read(zipSync({ "x/a.json": bytes("{}") }))).toBeUndefined();
    expect(read(zipSync({ "../a.json": bytes("{}") }))).toBeUndefined();
  });

  test.each<[string, Uint8Array, string]>([
    ["no archive", bytes("<html>"), "the file is not a ZIP archive"],
    ["nothing", new Uint8Array(), "the file is not a ZIP archive"],
    ["a list that leads out of it", damaged(archive, END, 16, [0xff, 0xff, 0, 0]), "is damaged"],
    ["a file that leads out of it", damaged(archive, CENTRAL, 42, [0xff, 0xff, 0]), "is damaged"],
    ["a file that is somewhere else", damaged(archive, CENTRAL, 42, [1, 0]), "is damaged"],
    ["a wrong size", damaged(archive, CENTRAL, 24, [7, 0]), "is damaged"],
    ["another method", damaged(archive, CENTRAL, 10, [14, 0]), "packed with the method 14"],
  ])("%s", (_, given, words) => {
    expect(() => read(given)).toThrow(words);
  });

  test("that is larger than the limit is refused, whatever the archive says of its size (P-E 89)", () => {
    expect(() => read(archive, "a.json", 999)).toThrow("has more than 999 bytes");
    const lying = damaged(archive, CENTRAL, 24, [10, 0]);
    expect(() => read(lying, "a.json", 100)).toThrow("the archive is damaged");
  });

  test("any files come out as they were put in", () => {
    // The packer takes an object, in which `__proto__` names no file.
    const names = fc.stringMatching(/^[\w./-]{1,20}$/).filter((name) => name !== "__proto__");
    const files = fc.dictionary(names, fc.uint8Array({ maxLength: 2000 }));
    fc.assert(
      fc.property(files, fc.constantFrom(0, 6, 9), (given, level) => {
        const packed = zipSync(given, { level: level });
        for (const [name, content] of Object.entries(given))
          expect(Buffer.from(readZipEntry(packed, name, LIMIT) ?? [])).toStrictEqual(
            Buffer.from(content),
          );
      }),
    );
  });

  test("any bytes are refused with a sentence, or hold no such file", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        const given = Buffer.concat([tail, archive.subarray(archive.length - 22)]);
        try {
          expect(read(given)).toBeUndefined();
        } catch (error) {
          expect((error as Error).message).toMatch(/^the (archive|file) /);
        }
      }),
    );
  });
});
