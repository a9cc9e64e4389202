// docs/testing.md has every variable that a contributor can set, and an ADR gives the reason for each shipped library.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";

const ROOT = path.resolve(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");

const sourcesIn = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => read(path.join(folder, name)));

test("docs/testing.md has every variable that changes what runs", () => {
  const texts = [
    ...["actions", "rehearsal", "scripts", "test"].flatMap(sourcesIn),
    read(".ci/run"),
  ];
  const names = texts.flatMap((text) => text.match(/\bEKS_PIPELINE_[A-Z]\w*[A-Z0-9]\b/g) ?? []);
  expect(names.length).toBeGreaterThan(20);
  const page = read("docs/testing.md");
  expect([...new Set(names)].filter((name) => !page.includes(`\`${name}\``))).toStrictEqual([]);
});

test("docs/adr/0005-libraries.md says why each shipped library is there", () => {
  const { dependencies } = JSON.parse(read("package.json")) as {
    dependencies: Record<string, string>;
  };
  const [taken = ""] = read("docs/adr/0005-libraries.md").split("## Looked at and left");
  const unexplained = Object.keys(dependencies).filter((name) => !taken.includes(`\`${name}\``));
  expect(unexplained).toStrictEqual([]);
});
