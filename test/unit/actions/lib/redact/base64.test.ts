// Secrets in base64 that a tool wraps. The tests redact complete texts, and line by line as in a log.
import { describe, expect, test } from "@jest/globals";
import { WrappedBase64, base64Forms } from "../../../../../actions/lib/redact/base64.ts";
import { Redactor } from "../../../../../actions/lib/redact/redactor.ts";

function redactorOf(secret: string): Redactor {
  const redactor = new Redactor();
  redactor.add(secret);
  return redactor;
}

test("the forms of a value are its base64 at each offset in a longer text", () => {
  expect(base64Forms("hunter2")).toStrictEqual(["aHVudGVyM", "h1bnRlcj", "odW50ZXIy"]);
  expect(base64Forms("short")).toStrictEqual([]);
});

test("a secret's end is found only at the end or the beginning of a line", () => {
  const wrapped = new WrappedBase64();
  wrapped.add("hunter2-swordfish");
  expect(wrapped.rangesIn("id: aHVudGVy")).toStrictEqual([]);
  expect(wrapped.rangesIn(`${"A".repeat(56)}aHVudGVy`)).toStrictEqual([{ start: 56, end: 64 }]);
  expect(wrapped.rangesIn("  aHVudGVyMnl5")).toStrictEqual([]);
  // "swordfishyy"
  expect(wrapped.rangesIn("  c3dvcmRmaXNoeXk=")).toStrictEqual([{ start: 2, end: 14 }]);
});

/** Returns the base64 lines of a text that has `before` bytes before a secret. */
const wrapped = (secret: string, before: number, columns: number): string[] =>
  Buffer.from(`${"x".repeat(before)}${secret}${"y".repeat(150)}`)
    .toString("base64")
    .match(new RegExp(`.{1,${columns}}`, "g")) ?? [];
const LONG = Array.from({ length: 40 }, (_, at) => `part ${at * 7919}`).join(";");
/** Every column where a line can break, and all three offsets of base64. */
const OFFSETS = Array.from({ length: 60 }, (_, at) => at);

/** Returns the secret's base64 that is still shown, except at its ends, which also hold bits of the text around it. */
function shown(secret: string, before: number, lines: string[], redacted: string[]): string {
  const from = Math.ceil((before * 8) / 6);
  const to = Math.floor(((before + Buffer.byteLength(secret)) * 8) / 6);
  let at = 0;
  return lines
    .map((line, number) => {
      const written = redacted[number] ?? "";
      const pieces = written.split("***");
      const [head = "", tail = ""] = [pieces[0], pieces.at(-1)];
      const start = at;
      at += line.length;
      return Array.from(line)
        .filter(
          (_, column) =>
            start + column >= from &&
            start + column < to &&
            (!written.includes("***") ||
              column < head.length ||
              column >= line.length - tail.length),
        )
        .join("");
    })
    .join("");
}

describe.each([76, 64])("base64 of a longer text in lines of %i", (columns) => {
  test.each([
    ["short", "hunter2-hunter2"],
    ["medium", "k3y-".repeat(13)],
    ["long", LONG],
  ])("H-E 44: hides a %s secret completely, wherever lines break in it", (_, secret) => {
    const redactor = redactorOf(secret);
    const left = OFFSETS.map((before) => {
      const lines = wrapped(secret, before, columns);
      const text = redactor.redact(`a:\n    ${lines.join("\r\n    ")}\n`);
      const rows = text.split(/\r?\n/).slice(1, -1);
      expect(rows.every((row) => row.startsWith("    "))).toBe(true);
      return shown(
        secret,
        before,
        lines,
        rows.map((row) => row.slice(4)),
      ).length;
    });
    expect(Math.max(...left)).toBe(0);
  });

  test("H-E 44: leaves at most seven characters at each line break in a log, whose lines come one by one", () => {
    for (const secret of ["hunter2-hunter2-hunter2", "k3y-".repeat(13), LONG]) {
      const redactor = redactorOf(secret);
      for (const before of OFFSETS) {
        const lines = wrapped(secret, before, columns);
        const redacted = lines.map((line) => redactor.redact(line));
        expect(redacted.join("")).toContain("***");
        expect(shown(secret, before, lines, redacted).length).toBeLessThan(14);
      }
    }
  });
});

test("the time for an indentation of 300 KB grows only with its length", () => {
  const text = `\n${" ".repeat(300_000)}`;
  const started = performance.now();
  expect(redactorOf("hunter2-hunter2").redact(text)).toBe(text);
  expect(performance.now() - started).toBeLessThan(10_000);
});

test("does not hide text that is too short for a part of a secret, or in the middle of a line", () => {
  const redactor = redactorOf("hunter2-hunter2-hunter2");
  const head = Buffer.from("hunter2-").toString("base64").slice(0, 8);
  for (const text of [
    `${"A".repeat(57)}${head.slice(0, 7)}`,
    `${"A".repeat(20)}${head}${"A".repeat(36)}`,
    `a ${head}`,
  ])
    expect(redactor.redact(text)).toBe(text);
});
