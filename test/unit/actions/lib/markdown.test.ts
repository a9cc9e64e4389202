import { describe, expect, test } from "@jest/globals";
import { cutLine, cutText, openFence } from "../../../../actions/lib/markdown/cut.ts";
import {
  code,
  codeCell,
  escapeHtml,
  escapeHtmlText,
  escapeMarkdown,
  fence,
} from "../../../../actions/lib/markdown/escape.ts";
import { details, table } from "../../../../actions/lib/markdown/layout.ts";

describe("escapeMarkdown", () => {
  test.each([
    ["a_b*c`d", "a\\_b\\*c\\`d"],
    ["<b>&", "&lt;b&gt;&amp;"],
    ["one\ntwo\r\n\tthree", "one two three"],
    ["@team #12", "@\u200bteam #\u200b12"],
    ["https://x.y", "https:\u200b//x.y"],
    ["see www.x.y", "see www\u200b.x.y"],
    ["GH-12 gh-x", "GH-\u200b12 gh-x"],
    ["$a$", "&dollar;a&dollar;"],
    ["| a |", "\\| a \\|"],
  ])("%j", (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });
});

test("a blank line in a text does not end HTML", () => {
  expect(escapeHtml("a\n\n# b\0c")).toBe("a # b c");
});

test("text that looks like an HTML entity stays text", () => {
  expect(escapeHtmlText("a `b` &#96; &`#1")).toBe(
    "a &#96;b&#96; &amp;#\u200b96; &amp;&#96;#\u200b1",
  );
});

describe("a cut in a line of Markdown splits no element", () => {
  test.each([
    ["keeps a short line", "`@team`", 20, "`@team`"],
    ["drops a code span that does not fit", "see `@team` now", 8, "see "],
    ["drops a code span with more ticks that does not fit", "see ``a`@team`` now", 12, "see "],
    ["drops an escape that does not fit", "a\\*b", 2, "a"],
    ["drops an entity that does not fit", "a &lt;b", 4, "a "],
    ["drops the tags of a link", 'in <a href="https://x.y">run 7</a>: all of it', 10, "in run 7: "],
    ["cuts plain text anywhere", "plain text", 5, "plain"],
  ])("%s", (_, line, most, expected) => {
    expect(cutLine(line, most)).toBe(expected);
  });

  test("splits no element in the last line of a text that is cut", () => {
    const text = `first\n${"a".repeat(5_000)} \`@team and ${"b".repeat(5_000)}\` end`;
    expect(cutText(text, 8_000)).toBe(`first\n${"a".repeat(5_000)} \n\n… cut to fit`);
    expect(cutText(text.slice(6), 8_000)).not.toContain("@team");
  });
});

describe("code", () => {
  test.each([
    ["plain", "`plain`"],
    ["a`b", "``a`b``"],
    ["`a`", "`` `a` ``"],
    ["a\nb", "`a b`"],
    ["", ""],
  ])("%j", (text, expected) => {
    expect(code(text)).toBe(expected);
  });

  test("a pipe does not end a table cell", () => {
    expect(codeCell("a|b")).toBe("`a\\|b`");
  });
});

describe("fence", () => {
  test("is longer than any run of backticks in the text", () => {
    expect(fence("````\nx\n", "hcl")).toBe("`````hcl\n````\nx\n`````");
  });
});

describe("a character that changes the direction of text is shown as its code (P-E 10)", () => {
  test.each(["\u061c", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069"])(
    "%j",
    (turn) => {
      const [text, shown] = [
        `a${turn}b`,
        `a\\u${turn.charCodeAt(0).toString(16).padStart(4, "0")}b`,
      ];
      expect(escapeMarkdown(text)).toBe(shown.replace("\\", "\\\\"));
      expect(code(text)).toBe(`\`${shown}\``);
      expect(escapeHtml(text)).toBe(shown);
      expect(escapeHtmlText(text)).toBe(shown);
      expect(fence(text)).toBe(`\`\`\`\n${shown}\n\`\`\``);
    },
  );

  test("a Unicode line break becomes a space, and an emoji of several characters stays", () => {
    expect(escapeMarkdown("a\u2028b\u2029c")).toBe("a b c");
    expect(code("a\u2028b")).toBe("`a b`");
    expect(escapeMarkdown("👩\u200d💻")).toBe("👩\u200d💻");
  });
});

describe("cutText", () => {
  test("leaves a text that fits unchanged", () => {
    expect(cutText("äöü", 6)).toBe("äöü");
  });

  test("P-E: cuts at a code point and adds a notice", () => {
    const text = cutText("😀".repeat(20), 50);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(50);
    expect(text).toMatch(/^(😀)+\n\n… cut to fit$/u);
  });

  test("never leaves half a character, wherever the cut falls", () => {
    for (let bytes = 20; bytes < 80; bytes += 1)
      expect(cutText("😀".repeat(20), bytes)).not.toContain("\ufffd");
  });

  test("never leaves half a character in a long line of a fence", () => {
    for (let bytes = 8_000; bytes < 8_004; bytes += 1)
      expect(cutText(fence("😀".repeat(3_000)), bytes)).toMatch(
        /^```\n(?:😀){1900,}\n```\n\n… cut to fit$/u,
      );
  });

  test.each([0, 5, 14])("leaves only the notice if nothing else fits: %s bytes", (bytes) => {
    expect(cutText("\nfirst\nsecond line of it", bytes)).toBe("\n\n… cut to fit");
  });

  test("closes open elements from the inside out", () => {
    const cut = cutText(details("x".repeat(200), "body"), 120);
    expect(cut).toMatch(/x\n\n<\/summary>\n<\/details>\n\n… cut to fit$/);
  });

  test("closes a fence that the cut leaves open", () => {
    const text = cutText(fence("x\n".repeat(100)), 80);
    expect(openFence(text)).toBe("");
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(80);
  });

  test("closes the folded sections that the cut leaves open, wherever the cut falls", () => {
    const inner = details("inner", fence(`a line\n<details>\n${"x".repeat(40)}\n`));
    const text = `${details("one", "short")}\n\n${details("two `<summary>`", inner)}\n\nend`;
    for (let bytes = 60; bytes < Buffer.byteLength(text); bytes += 1) {
      const cut = cutText(text, bytes);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(bytes);
      expect(openFence(cut)).toBe("");
      const visible = cut.replaceAll(/^```[^]*?^```$/gm, "");
      const times = (part: string) => visible.split(part).length;
      expect(times("</details>")).toBe(times("<details>"));
      expect(cut).toMatch(/… cut to fit$/);
    }
  });

  test.each([
    ["closes a fold", "</details>"],
    ["opens a fold", "<details><summary>"],
    ["begins with the ticks of a fence", "``` </details>"],
    ["is a code tag", "<code>"],
  ])("closes an open folded section, also after code that %s (P-E 5, 7, 8)", (_, text) => {
    const body = [code(text), `- ${code(text)}`, escapeMarkdown(text), fence(text)].join("\n\n");
    const whole = details("one", `${body}\n\n${"a line\n".repeat(30)}`);
    const cut = cutText(whole, Buffer.byteLength(whole) - 60);
    expect(cut.slice(cut.indexOf("a line"))).toMatch(
      /^(?:a line\n)+a line\n\n<\/details>\n\n… cut to fit$/,
    );
  });

  test("does not cut between the shorter ticks in a code span (P-E 7)", () => {
    const text = `see ${code(`@team\`a\`${"x".repeat(100)}`)} end`;
    for (let bytes = 30; bytes < 110; bytes += 1)
      expect(cutText(text, bytes)).toBe("see \n\n… cut to fit");
  });

  test("closes an element that the cut leaves open in the title of a fold (P-E 5)", () => {
    const title = `<b><code>${"x".repeat(200)}</code></b>`;
    expect(cutText(details(title, "body"), 120)).toMatch(
      /^<details><summary><b><code>x+<\/code><\/b>\n\n<\/summary>\n<\/details>\n\n… cut to fit$/,
    );
  });

  test("a backslash in the title of a fold is not an escape (P-E 5)", () => {
    const text = `${details("<code>a\\</code>", "body")}\n\n${"x".repeat(200)}`;
    expect(cutText(text, 120)).toBe(`${details("<code>a\\</code>", "body")}\n\n\n… cut to fit`);
  });

  test("keeps the lines of a fence if the cut falls at the end of a line", () => {
    const lines = (count: number) => `\`\`\`\n${"a ` b\n".repeat(count)}\`\`\``;
    const kept = `${lines(5)}\n\n… cut to fit`;
    expect(cutText(lines(30), Buffer.byteLength(kept))).toBe(kept);
  });

  test("a line that begins with a code span of many ticks does not open a fence", () => {
    expect(openFence(code("``` x"))).toBe("");
    expect(openFence(`${code("``` x")}\n${fence("a")}\nb`)).toBe("");
  });

  test("ends with a complete line if the end of a line is near", () => {
    expect(cutText(`first line\nsecond line\n${"x".repeat(100)}`, 45)).toBe(
      "first line\nsecond line\n\n… cut to fit",
    );
  });
});

test("writes a table and a folded section", () => {
  expect(table(["a", "b"], [["1", "2"]])).toBe("| a | b |\n| --- | --- |\n| 1 | 2 |");
  expect(table(["a"], [])).toBe("");
  expect(details("s", "b")).toBe("<details><summary>s</summary>\n\nb\n\n</details>");
});
