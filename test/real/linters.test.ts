// Runs independent linters on our workflows, actions and Terraform. Each finding is fixed, or explained in the linter's
// configuration: .github/actionlint.yaml, .github/zizmor.yml, and checkov:skip lines in terraform/.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { writeMirrorConfiguration } from "../support/provider-mirror.ts";
import { useFolder } from "../support/use-folder.ts";
import { ROOT, textOf } from "../support/workflows/files.ts";
import { requireEngines } from "./engines.ts";
import { runActionlint, runCheckov, runZizmor } from "./linters/linters.ts";

const actionlint = (await requireEngines("linters by actionlint", ["actionlint"]))?.actionlint;
const zizmor = (await requireEngines("linters by zizmor", ["zizmor"]))?.zizmor;
const checkov = (await requireEngines("linters by checkov", ["checkov"]))?.checkov;
const terraform = await requireEngines("linters by terraform", ["terraform", "provider-mirror"]);

const directory = useFolder();

/** Writes a file with mistakes. A linter that reports none of them has not checked our files either. */
function bad(name: string, content: string): string {
  const file = path.join(directory, name);
  writeFileSync(file, content);
  return file;
}

const BAD_WORKFLOW = `on: pull_request_target
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: echo "\${{ github.event.pull_request.title }}"
      - run: echo "\${{ steps.nobody.outputs.word }}"
`;

const BAD_TERRAFORM = `resource "aws_security_group_rule" "open" {
  type              = "ingress"
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = "sg-1"
}
`;

/** Removes the checkov:skip lines from a folder and returns the checks that they named. */
function removeSkips(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".tf"))
    .flatMap((name) => {
      const file = path.join(folder, name);
      const text = readFileSync(file, "utf8");
      writeFileSync(file, text.replace(/^ *#checkov:skip=.*\n/gm, ""));
      return [...text.matchAll(/#checkov:skip=(\w+):/g)].map(([, check = ""]) => check);
    });
}

(actionlint ? describe : describe.skip)("actionlint", () => {
  if (actionlint === undefined) return;

  test("reports nothing in our workflows", () => {
    expect(runActionlint(actionlint, true)).toStrictEqual({ code: 0, lines: [] });
  });

  test("still needs every explanation in .github/actionlint.yaml", () => {
    const { lines } = runActionlint(actionlint, false);
    const messages = lines.map((line) => line.replace(/^.*?:\d+:\d+: /, ""));
    const { paths } = parse(textOf(".github/actionlint.yaml")) as {
      paths: Record<string, { ignore: string[] }>;
    };
    const patterns = Object.values(paths).flatMap(({ ignore }) => ignore);
    const unused = patterns.filter((one) => !messages.some((line) => new RegExp(one).test(line)));
    expect(unused).toStrictEqual([]);
  });

  test("detects an injection and a step that does not exist", () => {
    const { code, lines } = runActionlint(actionlint, true, [bad("bad.yml", BAD_WORKFLOW)]);
    expect(code).toBe(1);
    expect(lines.join("\n")).toMatch(/potentially untrusted[\s\S]*"nobody" is not defined/);
  });
});

(zizmor ? describe : describe.skip)("zizmor, pedantic", () => {
  if (zizmor === undefined) return;

  test("reports nothing in our workflows and actions", () => {
    expect(runZizmor(zizmor, true)).toStrictEqual({ code: 0, lines: [] });
  });

  test("still needs every explanation in .github/zizmor.yml, and no other", () => {
    const { lines } = runZizmor(zizmor, false);
    const explained = [
      /(?:examples\/\w+|test\/fixtures\/consumers)\/.*unpinned-uses/,
      /plan\.yml.*title=obfuscation/,
    ];
    for (const one of explained) expect(lines.join("\n")).toMatch(one);
    expect(lines.filter((line) => !explained.some((one) => one.test(line)))).toStrictEqual([]);
  });

  test("detects a dangerous trigger, a moving reference and an injection", () => {
    const { code, lines } = runZizmor(zizmor, true, [bad("bad.yml", BAD_WORKFLOW)]);
    expect(code).toBeGreaterThan(0);
    for (const audit of ["dangerous-triggers", "unpinned-uses", "template-injection"])
      expect(lines.join("\n")).toContain(audit);
  });
});

(checkov ? describe : describe.skip)("checkov", () => {
  if (checkov === undefined) return;

  test("reports nothing unexplained in terraform/", () => {
    const { lines, passed, skipped } = runCheckov(checkov, path.join(ROOT, "terraform"));
    expect(lines).toStrictEqual([]);
    expect(passed).toBeGreaterThan(100);
    for (const { check, reason } of skipped)
      expect([check, reason]).toStrictEqual([check, expect.stringMatching(/\w+ \w+ \w+/)]);
  });

  test("still needs every explanation in terraform/", () => {
    const copy = path.join(directory, "unexplained");
    cpSync(path.join(ROOT, "terraform"), copy, { recursive: true });
    const explained = removeSkips(copy);
    const found = runCheckov(checkov, copy).lines.map((line) => line.split(" ")[0] ?? "");
    expect([...new Set(explained)].sort()).toStrictEqual([...new Set(found)].sort());
  });

  test("detects a port that is open to the world", () => {
    const folder = path.join(directory, "open");
    mkdirSync(folder);
    bad("open/main.tf", BAD_TERRAFORM);
    const { lines } = runCheckov(checkov, folder);
    expect(lines).toContain("CKV_AWS_24 aws_security_group_rule.open");
  });
});

(terraform ? describe : describe.skip)("terraform", () => {
  if (terraform === undefined) return;
  const program = terraform.terraform.files["terraform"] ?? "";
  const run = (cwd: string, argv: string[], env: Record<string, string> = {}): string =>
    execFileSync(program, argv, {
      cwd,
      encoding: "utf8",
      env: { PATH: process.env["PATH"], ...env },
    });

  test("fmt changes no file", () => {
    expect(run(ROOT, ["fmt", "-check", "-recursive", "terraform"])).toBe("");
  });

  test("validate accepts the infrastructure with the real provider", () => {
    const copy = path.join(directory, "terraform");
    cpSync(path.join(ROOT, "terraform"), copy, { recursive: true });
    const mirrors = Object.values(terraform["provider-mirror"].files);
    const env = { TF_CLI_CONFIG_FILE: writeMirrorConfiguration(directory, mirrors) };
    const workspace = path.join(copy, "infrastructure");
    run(workspace, ["init", "-backend=false", "-input=false", "-no-color"], env);
    expect(JSON.parse(run(workspace, ["validate", "-json"], env))).toMatchObject({
      valid: true,
      diagnostics: [],
    });
  });
});
