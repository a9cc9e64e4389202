import { expect, test } from "@jest/globals";
import { itemsIn, textOf } from "../../../../../../actions/lib/terraform/known-values/items.ts";

const TEXT = `# a comment = { of.one }
name = "a } b" // x
list = [
  1, # two
]
variable "size" {
  type = object({ a = number })
  validation { condition = true }
}
empty {}
text = <<-TEXT
  }
  TEXT
broken
`;

test("returns attributes and blocks, with the places of their contents", () => {
  const shown = itemsIn(TEXT).map(({ name, labels, body, value }) => [
    name,
    ...labels,
    textOf(TEXT, value ?? body ?? { start: 0, end: 0 }).trim(),
  ]);
  expect(shown).toStrictEqual([
    ["name", '"a } b"'],
    ["list", "[\n  1, # two\n]"],
    ["variable", "size", "type = object({ a = number })\n  validation { condition = true }"],
    ["empty", ""],
    ["text", "<<-TEXT\n  }\n  TEXT"],
  ]);
});

test("returns the items of a part, with their places in the complete text", () => {
  const [, , variable] = itemsIn(TEXT);
  const inner = itemsIn(TEXT, variable?.body).map((item) => textOf(TEXT, item));
  expect(inner).toStrictEqual(["type = object({ a = number })", "validation { condition = true }"]);
});
