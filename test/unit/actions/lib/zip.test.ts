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
/** Returns a copy of an archive with other bytes at an offset from the first byte of a signature. */
function damaged(archive: Uint8Array, signature: number[], offset: number, value: number[]) {
  const copy = Buffer.from(archive);
  const at = copy.lastIndexOf(Buffer.from([0x50, 0x4b, ...signature]));
  copy.set(value, at + offset);
  return copy;
}
const CENTRAL = [1, 2];
const END = [5, 6];

describe("a file in a ZIP archive", () => {
  const archive = zipSync({ "plan.md": bytes("# Plan"), "a.json": bytes("{}".repeat(500)) });

  test("is found by its complete name, compressed or not", () => {
    expect(read(archive)).toBe("{}".repeat(500));
    expect(read(zipSync({ "a.json": bytes("{}") }, { level: 0 }))).toBe("{}");
    expect(read(archive, "json")).toBeUndefined();
    expect(read(zipSync({ "x/a.json": bytes("{}") }))).toBeUndefined();
    expect(read(zipSync({ "../a.json": bytes("{}") }))).toBeUndefined();
  });

  test.each<[string, Uint8Array, string]>([
    [
      "is an error if the input is not an archive",
      bytes("<html>"),
      "the file is not a ZIP archive",
    ],
    ["is an error if the input is empty", new Uint8Array(), "the file is not a ZIP archive"],
    [
      "is an error if the list of files is outside the archive",
      damaged(archive, END, 16, [0xff, 0xff, 0, 0]),
      "is damaged",
    ],
    [
      "is an error if the file is outside the archive",
      damaged(archive, CENTRAL, 42, [0xff, 0xff, 0]),
      "is damaged",
    ],
    [
      "is an error if the file is at another place",
      damaged(archive, CENTRAL, 42, [1, 0]),
      "is damaged",
    ],
    ["is an error if its size is wrong", damaged(archive, CENTRAL, 24, [7, 0]), "is damaged"],
    [
      "is an error if it is compressed with another method",
      damaged(archive, CENTRAL, 10, [14, 0]),
      "packed with the method 14",
    ],
  ])("%s", (_, given, words) => {
    expect(() => read(given)).toThrow(words);
  });

  test("is refused if it is larger than the limit, whatever size the archive gives (P-E 89)", () => {
    expect(() => read(archive, "a.json", 999)).toThrow("has more than 999 bytes");
    const lying = damaged(archive, CENTRAL, 24, [10, 0]);
    expect(() => read(lying, "a.json", 100)).toThrow("the archive is damaged");
  });

  test("comes out as it was put in, for any content", () => {
    // The packer takes an object, where `__proto__` cannot be the name of a file.
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

  test("is missing in any other bytes, or they are refused with a message", () => {
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
