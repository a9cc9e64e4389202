import { expect, test } from "@jest/globals";
import { cutText, openFence } from "../../actions/lib/markdown/cut.ts";
import { code, escapeHtml, escapeMarkdown, fence } from "../../actions/lib/markdown/escape.ts";
import { details } from "../../actions/lib/markdown/layout.ts";
import { Redactor } from "../../actions/lib/redact/redactor.ts";
import { onShownPage } from "../support/shown-page.ts";
import fc from "../support/fast-check.ts";

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

/** Generates names as they occur in reports: of any length, with tags, backticks and mentions. */
const name = fc
  .array(
    fc.oneof(
      fc.constantFrom("</details>", "<details>", "</summary>", "<code>", "</b>", "@octocat"),
      fc.constantFrom("`", "``", "`````", "\\", "\\`", "&#96;", "<!--", "<pre>", "x".repeat(300)),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

/** Generates the blocks of a report. */
const block = fc.oneof(
  name.map(code),
  fc.tuple(name, name).map(([one, other]) => `- ${code(one)} — ${escapeMarkdown(other)}`),
  name.map((text) => fence(text)),
);
const report = fc
  .array(fc.tuple(name, fc.array(block, { maxLength: 5 })), { minLength: 1, maxLength: 4 })
  .map((folds) =>
    folds
      .map(([title, blocks]) =>
        details(`<b><code>${escapeHtml(title)}</code></b>`, blocks.join("\n\n")),
      )
      .join("\n\n"),
  );

test("cutText: wherever it cuts, the rest is closed, and no name becomes text", () => {
  fc.assert(
    fc.property(report, fc.double({ min: 0, max: 1, noNaN: true }), (whole, share) => {
      const cut = cutText(whole, 150 + Math.floor(Buffer.byteLength(whole) * share));
      onShownPage(cut, (page) => {
        const open: string[] = [];
        for (const [, end, tag = ""] of page.matchAll(/<(\/?)(details|summary|b|code)\b/g))
          if (end === "") open.push(tag);
          else expect(open.pop()).toBe(tag);
        expect(open).toStrictEqual([]);
        expect(page.match(/@octocat/g) ?? []).toStrictEqual([]);
      });
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

test("redact: leaves no registered secret, whatever surrounds it", () => {
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
