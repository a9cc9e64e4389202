import { expect, test } from "@jest/globals";
import { literalsIn, literalsOf, parseHcl } from "../../../../../actions/lib/terraform/hcl.ts";

const attributesOf = (text: string) =>
  Object.fromEntries(
    [...parseHcl(text).attributes].map(([name, tokens]) => [name, literalsIn(tokens)]),
  );

test.each<[string, string, Record<string, string[]>]>([
  [
    "text, numbers and keywords",
    'a = "x"\nb = 12345678\nc = true',
    { a: ["x"], b: ["12345678"], c: [] },
  ],
  ["escapes", String.raw`a = "q\"\\\n\u00fc$${"${"}x}"`, { a: ['q"\\\nü${x}'] }],
  [
    "lists and maps, without keys",
    'a = ["x", { k = "y", "l" = "z" "m": "w" }]',
    { a: ["x", "y", "z", "w"] },
  ],
  ["several lines", 'a = [\n  "x",\n  "y"\n]\nb = "z"', { a: ["x", "y"], b: ["z"] }],
  ["comments", '# a = "1"\n// b = "2"\n/* c = "3"\n*/ d = "4" # "5"', { d: ["4"] }],
  ["a comment sign in text", 'a = "x # y // z /* w"', { a: ["x # y // z /* w"] }],
  [
    "a heredoc",
    'a = <<EOT\none "\n  EOT two\nEOT\nb = "x"',
    { a: ['one "\n  EOT two\n'], b: ["x"] },
  ],
  [
    "an indented heredoc",
    "a = <<-END\n    one\n  END\nb = 1234567",
    { a: ["    one\n"], b: ["1234567"] },
  ],
  ["a template that contains text", 'a = "x ${f("}", "{")} y"\nb = "z"', { a: [], b: ["z"] }],
  [
    "a template that contains comments",
    'a = "${ f("x") /* " } */ } y"\nb = "z"\nc = "${ 1 # " }\n}"\nd = "w"\ne = "// ${"/*"}"\nf = "v"',
    { a: [], b: ["z"], c: [], d: ["w"], e: [], f: ["v"] },
  ],
  ["carriage returns", 'a = "x"\r\nb = "y"\r\n', { a: ["x"], b: ["y"] }],
  ["an unclosed text", 'a = "x\nb = "y"', { a: ["x"], b: ["y"] }],
  ["a text that is not HCL", '}}} = = "', {}],
])("reads attributes with %s", (_, text, wanted) => {
  expect(attributesOf(text)).toStrictEqual(wanted);
});

test("reads the type, the labels and the direct attributes of blocks", () => {
  const { blocks } = parseHcl(`
variable "a" { sensitive = true }
resource "aws_vpc" "main" {
  cidr = "10.0.0.0/8"
  timeouts {
    sensitive = true
  }
  tags = { sensitive = true }
}
locals {}
`);
  expect(
    blocks.map(({ type, labels, attributes }) => [type, labels, [...attributes.keys()]]),
  ).toStrictEqual([
    ["variable", ["a"], ["sensitive"]],
    ["resource", ["aws_vpc", "main"], ["cidr", "tags"]],
    ["locals", [], []],
  ]);
});

test("reads the texts of a value in HCL", () => {
  expect(literalsOf('{a = "x", b = ["y"]}')).toStrictEqual(["x", "y"]);
});
