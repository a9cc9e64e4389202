import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { readDeclared } from "../../../../../../actions/lib/terraform/hand-over/declared.ts";

const directory = mkdtempSync(path.join(tmpdir(), "eks-pipeline-declared-"));
afterAll(() => rmSync(directory, { recursive: true }));

test("reads variables and outputs in both syntaxes", async () => {
  const write = (name: string, text: string) => writeFileSync(path.join(directory, name), text);
  write("a.tf", 'variable "one" {}\noutput "x" {\n  value = 1\n}\n');
  write("b.tf.json", '{"variable": {"two": {"sensitive": true}}, "output": {"y": {"value": 1}}}');
  write("c.tofu", 'output "z" {\n  value     = 1\n  sensitive = true\n}\n');
  write("d.tfvars", 'three = "x"\n');
  const { variables, outputs, secretVariables } = await readDeclared(directory, "opentofu");
  expect([...variables].sort()).toStrictEqual(["one", "two"]);
  expect([...outputs.open].sort()).toStrictEqual(["x", "y"]);
  expect([...outputs.sensitive]).toStrictEqual(["z"]);
  expect([...secretVariables]).toStrictEqual(["two"]);
});
