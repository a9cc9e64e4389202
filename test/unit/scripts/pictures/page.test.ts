import { expect, test } from "@jest/globals";
import { writePage } from "../../../../scripts/pictures/page.ts";

const page = (markdown: string, frame: "comment" | "summary" = "comment") =>
  writePage({ markdown, frame, theme: "light", stylesheet: "STYLE", width: 800 });

test("an alert, a diff and a folded section look as on GitHub", () => {
  const html = page(
    "> [!CAUTION]\n> **lost**\n\n```diff\n+ a\n- b <c>\n! d\n  e\n```\n\n<details><summary>x</summary>\n\n- y\n\n</details>",
  );
  expect(html).toContain(
    '<div class="markdown-alert markdown-alert-caution"><p class="markdown-alert-title">Caution</p><p><strong>lost</strong></p>',
  );
  expect(html).toContain(
    '<pre><span class="pl-mi1">+ a</span>\n<span class="pl-md">- b &lt;c&gt;</span>\n<span class="pl-mc">! d</span>\n  e</pre>',
  );
  expect(html).toContain("<details><summary>x</summary>");
});

test("a quotation that is no alert stays a quotation; a summary has its own frame", () => {
  expect(page("> quoted")).toContain("<blockquote><p>quoted</p>");
  expect(page("x")).toContain("github-actions");
  expect(page("x", "summary")).toContain("<b>Deploy</b> summary");
});
