import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { cutText, openFence } from "../../actions/lib/markdown/cut.ts";
import { code, escapeMarkdown, fence } from "../../actions/lib/markdown/escape.ts";
import { Redactor } from "../../actions/lib/redact/redactor.ts";
import "../support/property-runs.ts";

const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom("`", "``", "```", "\n", "<", ">", "@", "|", "-->", "<!--", "😀", "\r"),
    fc.string({ minLength: 1, maxLength: 3 }),
  ),
  maxLength: 60,
});

test("cutText: within the bytes, no open fence, valid UTF-8", () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 40, max: 200 }), (text, bytes) => {
      const cut = cutText(fence(text), bytes);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(Math.max(bytes, 0));
      expect(openFence(cut)).toBe("");
      expect(cut).not.toContain("\ufffd");
    }),
  );
});

test("fence: the content can never close it", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const lines = fence(text).split("\n");
      const ticks = lines[0] ?? "";
      expect(lines.slice(1, -1).some((line) => line.trimStart().startsWith(ticks))).toBe(false);
      expect(lines.at(-1)).toBe(ticks);
    }),
  );
});

test("escapeMarkdown and code: one line, no tag, no mention", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      for (const safe of [escapeMarkdown(text), code(text)]) expect(safe).not.toMatch(/[\n\r]/);
      expect(escapeMarkdown(text)).not.toMatch(/<|@\w/);
    }),
  );
});

test("redact: no registered secret is left, whatever surrounds it", () => {
  const secret = fc
    .string({ minLength: 8, maxLength: 30 })
    .filter((text) => text.trim() === text && /\w{4}/.test(text) && !/^\d+$/.test(text));
  fc.assert(
    fc.property(hostile, secret, hostile, (before, value, after) => {
      const redactor = new Redactor();
      redactor.add(value);
      expect(redactor.redact(before + value + after)).not.toContain(value);
    }),
  );
});
