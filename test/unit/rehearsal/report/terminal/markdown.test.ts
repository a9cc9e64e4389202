import { describe, expect, test } from "@jest/globals";
import { markdownLines } from "../../../../../rehearsal/report/terminal/markdown.ts";
import { outputWidth, ruleOf } from "../../../../../rehearsal/report/terminal/width.ts";
import { anyText } from "../../../../support/any-text.ts";
import fc from "../../../../support/fast-check.ts";

const SUMMARY = `### dev: ❌ not healthy

2 workloads of cluster \`fleet-dev\` watched.

| Workload | Status |
| --- | --- |
| Deployment fleet/backend | ❌ crash-loop |

#### Deployment fleet/backend: crash\\-loop

**Fix:** correct \`PORT\` &amp; [deploy](https://example.org/a(b)) again, image a@\u200Bsha256

<details><summary>Events</summary>

\`\`\`
Warning BackOff: Back-off restarting failed container backend
\`\`\`

</details>

- a bullet
`;

const draw = (markdown: string, width = 60) =>
  markdownLines(markdown, { width, folds: "closed" }).join("\n");

describe("a summary in a terminal", () => {
  test("has headings, tables, open details and indented code", () => {
    expect(markdownLines(SUMMARY, { width: 60, folds: "open" })).toStrictEqual([
      "dev: ❌ not healthy",
      "──────────────────",
      "",
      "2 workloads of cluster fleet-dev watched.",
      "",
      "Workload                  Status",
      "────────────────────────  ────────────",
      "Deployment fleet/backend  ❌ crash-loop",
      "",
      "Deployment fleet/backend: crash-loop",
      "",
      "Fix: correct PORT & deploy again, image a@sha256",
      "",
      "Events:",
      "",
      "  Warning BackOff: Back-off restarting failed container",
      "    backend",
      "",
      "• a bullet",
    ]);
  });

  test("keeps marks of Markdown in code", () => {
    expect(draw("````\n```\n**a** | `b`\n````", 40)).toBe("  ```\n  **a** | `b`");
  });

  test("keeps the columns of code aligned if the code fits", () => {
    expect(draw("```\nNAME   READY\nweb    1/2\n```", 40)).toBe("  NAME   READY\n  web    1/2");
  });

  test("leaves out the colours of a log", () => {
    expect(draw("```\n\u001b[31mred\u001b[0m text\n```", 40)).toBe("  red text");
  });
});

describe("a comment in a terminal", () => {
  test.each<[string, string, string]>([
    [
      "a heading and its text",
      "### Plan · dev\n\n**2 to change**",
      "Plan · dev\n──────────\n\n2 to change",
    ],
    [
      "folded sections: closed ones by title, without the sections in them",
      "<details><summary><code>a &lt;b&gt;</code></summary>\n\nhidden\n\n<details><summary>inner</summary>\n\nhidden\n\n</details>\n\n</details>\n\n<details><summary>two</summary>\n\n- hidden\n\n</details>\n\nshown",
      "▸ a <b>\n▸ two\n\nshown",
    ],
    ["text after the end of a section that was never opened", "</details>\n\nshown", "shown"],
    [
      "a section with attributes",
      '<details class="x"><summary>one</summary>\n\nhidden\n\n</details>\n\nshown',
      "▸ one\n\nshown",
    ],
    [
      "an open section, and closed ones in it and after it",
      "<details open><summary>one</summary>\n\nshown\n\n<details><summary>two</summary>\n\nhidden\n\n</details>\n\nshown too\n\n</details>\n\n<details><summary>three</summary>\n\nhidden\n\n</details>",
      "▾ one\n\nshown\n\n▸ two\n\nshown too\n\n▸ three",
    ],
    [
      "a table, with aligned columns",
      "| Workload | Ready |\n| --- | --- |\n| `web` | 1/2 |\n| a \\| b | **2/2** |",
      "Workload  Ready\n────────  ─────\nweb       1/2\na | b     2/2",
    ],
    [
      "an alert, wrapped",
      "> [!CAUTION]\n> **This plan destroys 1 resource**: `module.database.aws_db_instance.this` and more",
      "┃ CAUTION\n┃ This plan destroys 1 resource:\n┃ module.database.aws_db_instance.this and more",
    ],
    [
      "an alert with a list",
      "> [!WARNING]\n> - **Opens** port 22 of the group to every address there is\n> - **Opens** the API\n>\n> Nothing is destroyed.",
      "┃ WARNING\n┃ • Opens port 22 of the group to every address\n┃   there is\n┃ • Opens the API\n┃\n┃ Nothing is destroyed.",
    ],
    ["a quote", "> a\n> - b", "┃ a\n┃\n┃ • b"],
    ["a list, wrapped", "- one\n- [`a`](https://x.example) two", "• one\n• a two"],
    ["a list with numbers", "3. one\n4. two", "3. one\n4. two"],
    ["code, unchanged", "```diff\n! x = 1 -> 2\n  &lt; y\n```", "  ! x = 1 -> 2\n    &lt; y"],
    ["inline code, unchanged", "`&lt;`", "&lt;"],
    ["escapes of formulas and tags", "a &dollar;/b &lt;&#96;&gt; c", "a $/b <`> c"],
    ["a foot", '<sub>Terraform · <a href="https://x.example">run 7</a></sub>', "Terraform · run 7"],
    ["line breaks of HTML", "a<br>b", "a\nb"],
    [
      "characters that only GitHub needs, which are left out",
      "\\[a\\_b\\] @\u200bocto http:\u200b//x &amp;",
      "[a_b] @octo http://x &",
    ],
  ])("%s", (_, markdown, expected) => {
    expect(draw(markdown, 48)).toBe(expected);
  });

  test("a title that is longer than a line is wrapped below itself", () => {
    const title = `module.${"a".repeat(30)}`;
    expect(draw(`<details><summary>${title} and more</summary>\n\nx\n\n</details>`, 24)).toBe(
      `▸ module.${"a".repeat(15)}\n  ${"a".repeat(15)} and\n  more`,
    );
  });

  test("headings are bold if the terminal can show it", () => {
    expect(markdownLines("#### A", { width: 60, folds: "closed", isStyled: true })).toStrictEqual([
      "\u001b[1mA\u001b[22m",
    ]);
  });
});

const folds = fc.constantFrom("open" as const, "closed" as const);

test("any text fits, even with unclosed marks", () => {
  const piece = fc.constantFrom(
    "```",
    "| a | b |",
    "| --- | --- |",
    "# x",
    "<details>",
    "</summary>",
    "> [!NOTE]",
    "- a",
    "**",
    "\n",
    "\\",
    "word ".repeat(20),
    "x".repeat(130),
  );
  const text = fc.array(fc.oneof(piece, fc.string())).map((parts) => parts.join("\n"));
  fc.assert(
    fc.property(text, folds, fc.integer({ min: 60, max: 120 }), (markdown, shown, width) => {
      const lines = markdownLines(markdown, { width, folds: shown });
      expect(Math.max(0, ...lines.map((line) => Array.from(line).length))).toBeLessThanOrEqual(
        width,
      );
    }),
  );
});

test("no Markdown text controls the terminal (P-E 11)", () => {
  fc.assert(
    fc.property(anyText(), folds, (text, shown) => {
      const markdown = `# ${text}\n\n${text}\n\n\`\`\`\n${text}\n\`\`\`\n\n<details><summary>${text}</summary>`;
      const lines = markdownLines(markdown, { width: 60, folds: shown });
      expect(lines.join("\n")).not.toMatch(/(?![\n\t])\p{Cc}/u);
    }),
  );
});

test.each([
  [80, {}, 80],
  [undefined, {}, 100],
  [undefined, { COLUMNS: "72" }, 72],
  [120, { COLUMNS: "72" }, 120],
  [undefined, { COLUMNS: "wide" }, 100],
  [10, {}, 40],
])("a terminal of %j columns and %j is %d wide", (columns, environment, expected) => {
  expect(outputWidth(columns, environment)).toBe(expected);
});

test.each([
  [72, 72],
  [240, 100],
])("a rule in a terminal of %d columns has %d", (width, expected) => {
  expect(ruleOf("─", width)).toBe("─".repeat(expected));
});
