/**
 * Result of `init -backend=false` in a folder: the tool's version is accepted or refused, or the constraint is invalid.
 */
export type Outcome = "accepted" | "refused" | "invalid";

export interface Folder {
  name: string;
  /** Texts by path. */
  files: Readonly<Record<string, string>>;
}

const terraform = (constraint: string): string =>
  `terraform {\n  required_version = ${JSON.stringify(constraint)}\n}\n`;
const TOO_OLD = "< 1.0";
const TOO_NEW = ">= 9";
const TEST = 'run "setup" {\n  module {\n    source = "./x"\n  }\n}\n';

/** Constraints. Each of them is tested alone in a folder. */
const CONSTRAINTS = [
  ...[
    "~> 0",
    "~> 1",
    "~> 2",
    "~> 1.0",
    "~> 1.99",
    "~> 1.11.0",
    "~> 1.12.0",
    "~> 1.9.0",
    "~> 1.011",
  ],
  ...[
    "~> 1.11.4.0",
    ">= 1.5.0.0",
    ">= 1.5.0.0.0.1",
    "1.11.4.0",
    "!= 1.11.4.0",
    "< 1.11.4.1",
    "> 1.12.6.0",
  ],
  ...[
    ">= 01.05",
    ">= 001",
    "v1.5",
    ">=v1.5",
    ">= V1.5",
    "= v1.11.4",
    "1.12.6",
    "1.11",
    "> 1.11",
    "<= 1.11",
  ],
  ...[">= 1.5.0+ent", "1.11.4+ent.fips", "!= 1.12.6+ent", ">= 1.5+", ">= 1.5.0-beta_1", ">= 1.5_0"],
  ...[">= 1.12.0-beta1", "~> 1.11.0-rc1", ">= 1.5-", ">= 1.9beta", ">= 1.9~x", "!= 1.2.3-alpha"],
  ...[
    "",
    " ",
    ",",
    ">= 1.5,",
    ">= 1.5 , < 9",
    "\t>= 1.5\n",
    ">= 1.5\u00a0",
    ">= 1.5 < 9",
    ">= 1.5 && < 9",
  ],
  ...[
    "=> 1",
    "== 1.5",
    "~1.5",
    "^1.5",
    "*",
    "1.x",
    "latest",
    ">= 1, != 1.11.4, != 1.12.6",
    ">= 1, < 1",
  ],
  ...[
    "1.9223372036854775807",
    "< 1.9223372036854775807",
    "< 1.9223372036854775808",
    "~> 1.99999999999999999999",
  ],
];

/** Places of a constraint, and places that only look like it. */
const SHAPES: Folder[] = [
  [
    "comment behind",
    { "a.tf": `terraform {\n  required_version = ">= 1.5" # required_version = "${TOO_OLD}"\n}\n` },
  ],
  [
    "comment line",
    { "a.tf": `// terraform { required_version = "${TOO_OLD}" }\n${terraform(">= 1.5")}` },
  ],
  ["comment block", { "a.tf": `/* terraform {\n required_version = "${TOO_OLD}"\n} */\n` }],
  [
    "comment in an expression",
    { "a.tf": `terraform {\n  required_version = /* "1" */ "${TOO_NEW}" // x\n}\n` },
  ],
  ["hash in a string", { "a.tf": `locals {\n a = "# {"\n}\n${terraform(TOO_NEW)}` }],
  [
    "heredoc of text",
    {
      "a.tf": `locals {\n  a = <<-EOT\n    terraform {\n      required_version = "${TOO_OLD}"\n    }\n  EOT\n}\n`,
    },
  ],
  [
    "heredoc as the constraint",
    { "a.tf": `terraform {\n  required_version = <<EOT\n${TOO_NEW}\nEOT\n}\n` },
  ],
  [
    "attribute of a local",
    { "a.tf": `locals {\n  engine = { required_version = "${TOO_OLD}" }\n}\n` },
  ],
  ["attribute of another block", { "a.tf": `locals {\n  required_version = "${TOO_OLD}"\n}\n` }],
  [
    "text in a template",
    { "a.tf": `locals {\n  a = "terraform { required_version = \\"${TOO_OLD}\\" } \${"}"}"\n}\n` },
  ],
  ["parentheses", { "a.tf": `terraform {\n  required_version = ("${TOO_NEW}")\n}\n` }],
  [
    "parentheses over lines",
    { "a.tf": `terraform {\n  required_version = ((\n    "${TOO_OLD}"\n  ))\n}\n` },
  ],
  [
    "a template of constants",
    { "a.tf": `terraform {\n  required_version = "\${">="} \${9}"\n}\n` },
  ],
  [
    "a heredoc with a template",
    { "a.tf": `terraform {\n  required_version = <<-EOT\n    \${"${TOO_OLD}"}\n  EOT\n}\n` },
  ],
  ["a number", { "a.tf": "terraform {\n  required_version = 1.2\n}\n" }],
  ["null", { "a.tf": "terraform {\n  required_version = null\n}\n" }],
  ["one line", { "a.tf": `terraform { required_version = "${TOO_NEW}" }\n` }],
  ["two blocks", { "a.tf": `${terraform(">= 1.5")}${terraform(TOO_OLD)}` }],
  ["two files", { "a.tf": terraform(">= 1.5"), "b.tf": terraform(TOO_NEW) }],
  ["escapes", { "a.tf": 'terraform {\n  required_version = "\\u003e= 9"\n}\n' }],
  ["lines of Windows", { "a.tf": terraform(TOO_NEW).replaceAll("\n", "\r\n") }],
  ["a byte order mark", { "a.tf": `\uFEFF${terraform(TOO_NEW)}` }],
  ["JSON", { "a.tf.json": JSON.stringify({ terraform: { required_version: TOO_NEW } }) }],
  [
    "JSON with a list",
    {
      "a.tf.json": JSON.stringify({
        terraform: [{ required_version: TOO_OLD }, { required_providers: [{}] }],
      }),
    },
  ],
  [
    "JSON with a list outside",
    { "a.tf.json": JSON.stringify([{ terraform: { required_version: TOO_OLD } }]) },
  ],
  [
    "JSON elsewhere",
    { "a.tf.json": JSON.stringify({ locals: { terraform: { required_version: TOO_OLD } } }) },
  ],
  [
    "JSON comment",
    {
      "a.tf.json": JSON.stringify({
        "//": { terraform: { required_version: TOO_OLD } },
        locals: {},
      }),
    },
  ],
  [
    "JSON of another name",
    { "a.tf": "", "terraform.json": JSON.stringify({ terraform: { required_version: TOO_OLD } }) },
  ],
  ["an override file", { "a.tf": terraform(TOO_OLD), "override.tf": terraform(">= 1.5") }],
  [
    "an override file by its end",
    { "a.tf": terraform(">= 1.5"), "a_override.tf": terraform(TOO_NEW) },
  ],
  [
    "two override files",
    { "a.tf": "", "a_override.tf": terraform(TOO_NEW), "b_override.tf": terraform(">= 1.5") },
  ],
  [
    "an override file without a constraint",
    { "a.tf": terraform(TOO_NEW), "override.tf": "terraform {}\n" },
  ],
  [
    "null in an override file",
    { "a.tf": terraform(TOO_NEW), "override.tf": "terraform {\n  required_version = null\n}\n" },
  ],
  [
    "null in an override file of JSON",
    {
      "a.tf": terraform(TOO_OLD),
      "override.tf.json": JSON.stringify({ terraform: { required_version: null } }),
    },
  ],
  [
    "null in an override file of OpenTofu",
    {
      "a.tofu": terraform(TOO_OLD),
      "override.tofu": "terraform {\n  required_version = null\n}\n",
    },
  ],
  [
    "null in an override file, and a constraint in the next one",
    {
      "a.tf": "",
      "a_override.tf": "terraform {\n  required_version = null\n}\n",
      "b_override.tf": terraform(TOO_NEW),
    },
  ],
  [
    "an override file of JSON",
    {
      "a.tf": terraform(TOO_OLD),
      "x_override.tf.json": JSON.stringify({ terraform: { required_version: ">= 1.5" } }),
    },
  ],
  [
    "a name that only ends like an override file",
    { "a.tf": terraform(">= 1.5"), "myoverride.tf": terraform(TOO_OLD) },
  ],
  ["a hidden file", { "a.tf": "", ".b.tf": terraform(TOO_OLD) }],
  ["a file of vim", { "a.tf": "", "b.tf~": terraform(TOO_OLD), ".b.tf.swp": terraform(TOO_OLD) }],
  ["a file of emacs", { "a.tf": "", "#b.tf#": terraform(TOO_OLD), ".#b.tf": terraform(TOO_OLD) }],
  ["a hash in front", { "a.tf": "", "#b.tf": terraform(TOO_NEW) }],
  ["a copy", { "a.tf": "", "b.tf.bak": terraform(TOO_OLD), "c.TF": terraform(TOO_OLD) }],
  ["a folder like a file", { "a.tf": "", "b.tf/c.tf": terraform(TOO_OLD) }],
  ["a folder that is not called", { "a.tf": "", "other/main.tf": terraform(TOO_OLD) }],
  ["a module", { "a.tf": 'module "x" {\n  source = "./x"\n}\n', "x/main.tf": terraform(TOO_NEW) }],
  [
    "a module of a module, in JSON",
    {
      "a.tf.json": JSON.stringify({ module: { x: { source: "./x" } } }),
      "x/a.tf": 'module "y" {\n source = "../y"\n}\n',
      "y/a.tf.json": JSON.stringify({ terraform: { required_version: TOO_OLD } }),
    },
  ],
  ...["a.tftest.hcl", "tests/a.tftest.hcl", "tests/deeper/a.tftest.hcl", "x/a.tftest.hcl"].map(
    (name) => [`a module of ${name}`, { "a.tf": "", [name]: TEST, "x/a.tf": terraform(TOO_OLD) }],
  ),
  ...["tests/a.tofutest.hcl", "tests/.a.tftest.hcl"].map((name) => [
    `a module of ${name}`,
    { "a.tf": "", [name]: TEST, "x/a.tofu": terraform(TOO_OLD), "x/b.tf": "" },
  ]),
  [
    "a module of a module of a test, in JSON",
    {
      "a.tf": "",
      "tests/a.tftest.json": JSON.stringify({ run: { a: { module: { source: "./x" } } } }),
      "x/a.tf": 'module "y" {\n  source = "../y"\n}\n',
      "y/a.tofu": terraform(TOO_NEW),
      "y/a.tf": terraform(TOO_NEW),
    },
  ],
  ["a file of OpenTofu", { "a.tf": "", "b.tofu": terraform(TOO_OLD) }],
  [
    "a file of OpenTofu beside its .tf",
    { "a.tf": terraform(TOO_OLD), "a.tofu": terraform(">= 1.5") },
  ],
  [
    "a file of OpenTofu in JSON",
    { "a.tf": "", "b.tofu.json": JSON.stringify({ terraform: { required_version: TOO_NEW } }) },
  ],
  [
    "an override file of OpenTofu",
    { "a.tofu": terraform(TOO_OLD), "b.tf": "", "override.tofu": terraform(">= 1.5") },
  ],
  [
    "an override file of OpenTofu over Terraform's",
    { "a.tf": terraform(TOO_OLD), "override.tofu": terraform(">= 1.5") },
  ],
  [
    "OpenTofu's own block in an override file",
    {
      "a.tofu": terraform(">= 1.5"),
      "override.tofu": `language {\n  compatible_with {\n    opentofu = "${TOO_NEW}"\n  }\n}\n`,
    },
  ],
  [
    "OpenTofu's own block",
    {
      "a.tf": "",
      "b.tofu": `language {\n  compatible_with {\n    opentofu = "${TOO_OLD}"\n  }\n}\n`,
    },
  ],
  [
    "OpenTofu's own block for another tool",
    {
      "a.tf": "",
      "b.tofu": `language {\n  compatible_with {\n    other = "${TOO_OLD}"\n    opentofu = ">= 1.12"\n  }\n}\n`,
    },
  ],
].map(([name, files]) => ({ name, files }) as Folder);

export const FOLDERS: readonly Folder[] = [
  ...CONSTRAINTS.flatMap((constraint): Folder[] => [
    { name: JSON.stringify(constraint), files: { "a.tf": terraform(constraint) } },
    {
      name: `${JSON.stringify(constraint)} of OpenTofu`,
      files: { "a.tf": "", "b.tofu": terraform(constraint) },
    },
  ]),
  ...SHAPES,
];
