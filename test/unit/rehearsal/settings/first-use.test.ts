import { readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { writeFirstSettings } from "../../../../rehearsal/settings/first-use.ts";
import { readSettings } from "../../../../rehearsal/settings/read.ts";
import { removeFolders, temporaryFolder } from "../../../support/workflows/run.ts";
import { writeFiles } from "../../../support/write-files.ts";

afterAll(removeFolders);

const KNOWN = { variables: { AWS_REGION: "r" }, repositories: ["example-org/eks-pipeline"] };
function repository(text: string): string {
  const source = temporaryFolder();
  writeFiles(source, { ".github/workflows/a.yml": text });
  return source;
}

test("a repository that uses only known names gets no file", () => {
  const source = repository("x: ${{ vars.AWS_REGION }}\nuses: example-org/eks-pipeline/a@v1\n");
  expect(writeFirstSettings(source, KNOWN)).toBeUndefined();
  expect(readSettings(source)).toBeUndefined();
});

test("a broken link uses no names", () => {
  const source = repository("x: 1\n");
  symlinkSync("gone.yml", path.join(source, ".github/workflows/broken.yml"));
  expect(writeFirstSettings(source, KNOWN)).toBeUndefined();
});

test("a repository with other names gets a file, which is written only once", () => {
  const source = repository("x: ${{ vars.NAME }} ${{ vars.AWS_REGION }}\n  uses: o/a@v1\n");
  const note = writeFirstSettings(source, KNOWN) ?? "";
  expect(note).toContain("variables (AWS_REGION, NAME) and third-party actions (o/a)");
  expect(readSettings(source)?.variables).toStrictEqual({ AWS_REGION: "eu-west-1", NAME: "name" });
  const file = path.join(source, ".github/rehearsal.yml");
  const before = readFileSync(file, "utf8");
  expect(writeFirstSettings(source, KNOWN)).toBeUndefined();
  expect(readFileSync(file, "utf8")).toBe(before);
});

test("a role that only a workflow names is written into the file, a role of an environment file is not", () => {
  const [own, other] = ["own", "other"].map((name) => `arn:aws:iam::777788889999:role/${name}`);
  const source = repository(`role-arn: ${own}\nmore: ${other}\n`);
  writeFiles(source, { "environments/dev.yml": `roles: { plan: "${other}" }\n` });
  expect(writeFirstSettings(source, KNOWN)).toContain(`roles (${own})`);
  expect(Object.keys(readSettings(source)?.roles ?? {})).toStrictEqual([own]);
});

test("a file with only a choice of workflows gets all other sections, and keeps the choice", () => {
  const source = repository("x: ${{ vars.NAME }}\n");
  writeFiles(source, { ".github/rehearsal.yml": "workflows: { push: a.yml }\n" });
  expect(writeFirstSettings(source, KNOWN)).toContain("variables (NAME)");
  expect(readSettings(source)).toMatchObject({
    variables: { NAME: "name" },
    workflows: { push: "a.yml" },
    describesWorld: true,
  });
});

test("--vars names another file; folders in it are relative to the file", () => {
  const source = temporaryFolder();
  writeFiles(source, { "v.yml": "actions: { o/a: ../a, o/b: skip }\n" });
  const { actions } = readSettings("/nowhere", path.join(source, "v.yml")) ?? {};
  expect(actions).toStrictEqual({ "o/a": path.resolve(source, "../a"), "o/b": "skip" });
  expect(() => readSettings("/nowhere", "/nowhere/v.yml")).toThrow(
    '--vars: "/nowhere/v.yml" does not exist.',
  );
  expect(() => readSettings("/nowhere", source)).toThrow("is a folder.");
});
