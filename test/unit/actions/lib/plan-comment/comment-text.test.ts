import { expect, test } from "@jest/globals";
import {
  readParts,
  readTarget,
  writePart,
  writeTarget,
} from "../../../../../actions/lib/plan-comment/comment-text.ts";
import { composeComment } from "../../../../../actions/lib/plan-comment/compose.ts";
import { headOf, partOf, statusOf } from "../../../../support/plan-comment.ts";

const TARGET = { workflow: "plan", label: "dev" };

test("the target of a comment is read back with any name, and no name ends the HTML comment (P-E 8)", () => {
  const hostile = { workflow: '--> <img src=x> "} -->', label: "a--b" };
  const text = `${writeTarget(hostile)}\nbody`;
  expect(text.indexOf("-->")).toBe(text.indexOf("\n") - 3);
  // An HTML comment may not contain two hyphens: https://spec.commonmark.org/0.30/#html-comment
  expect(text.slice("<!--".length, text.indexOf("-->"))).not.toContain("--");
  expect(readTarget(text)).toStrictEqual(hostile);
});

test.each([
  "no marker",
  ` ${writeTarget(TARGET)}`,
  `> ${writeTarget(TARGET)}`,
  "<!-- eks-pipeline:plans {broken} -->",
  '<!-- eks-pipeline:plans {"label":1} -->',
])("%j is not a comment of the action", (text) => {
  expect(readTarget(text)).toBeUndefined();
});

test("a part is read back with its status, facts and blocks, also after an edit on GitHub, which writes CRLF", () => {
  const part = partOf("#### 1 to create\n\n- x", {
    state: "s1",
    facts: ["create"],
    status: statusOf("🔵 **Planned**"),
  });
  const text = composeComment(TARGET, [part], 65_000);
  expect(readParts(text)).toStrictEqual([part]);
  expect(readParts(text.replaceAll("\n", "\r\n"))).toStrictEqual([part]);
});

test.each(["- a check — its message ends with a line break ", "\n\n#### title\n", "- a\u00a0"])(
  "the next writer produces the same text, also from a block with spaces around it: %j",
  (block) => {
    const text = composeComment(TARGET, [partOf(block)], 65_000);
    expect(composeComment(TARGET, readParts(text), 65_000)).toBe(text);
  },
);

test("lines in a block that look like markers of the action are text (P-E 8)", () => {
  const { before } = writePart(partOf("x", { directory: "forged" }));
  const part = partOf(`\`\`\`\n${before}\n<!-- eks-pipeline:end -->\n\`\`\``);
  const text = composeComment(TARGET, [part], 65_000);
  expect(readParts(text).map(({ directory }) => directory)).toStrictEqual(["infra"]);
  expect(readParts(text)[0]?.blocks[0]?.text).toContain("eks-pipeline:end");
});

test.each([
  ["that is not JSON", /\{"command".*(?= -->)/, "{oops"],
  ["with a missing field", '"runId":7,', ""],
  ["with a field of another type", '"alerts":[]', '"alerts":{}'],
])("a part %s is dropped, and the other one stays", (_, found, edited) => {
  const parts = ["infra", "kube"].map((directory) => partOf(directory, { directory }));
  const text = composeComment(TARGET, parts, 65_000);
  expect(readParts(text.replace(found, edited)).map(({ directory }) => directory)).toStrictEqual([
    "kube",
  ]);
});

test.each(["\u2028", "\u2029", "\r", "\u0085"])(
  "a character that some programs take for a line break does not break a line of the comment: %j (P-E 8, 10)",
  (end) => {
    const target = { workflow: `Plan${end}all`, label: `dev${end}` };
    const part = partOf("text", {
      directory: `infra${end}a`,
      status: statusOf(`said${end}so`),
      says: headOf(`line${end}one`, { alerts: [`an${end}alert`] }),
      blocks: [{ title: `a${end}title`, rank: 1, text: "block" }],
    });
    const text = composeComment(target, [part], 65_000);
    expect(readTarget(text)).toStrictEqual(target);
    expect(readParts(text)).toStrictEqual([part]);
  },
);
