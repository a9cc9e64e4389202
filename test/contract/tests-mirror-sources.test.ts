import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";

const ROOT = path.resolve(import.meta.dirname, "../..");

interface Exceptions {
  /** Files of actions/ that no test imports. */
  untested: { reason: string; files: string[] }[];
  /** Unit tests that are not beside a source of the same path. */
  unmirrored: { reason: string; files: string[] }[];
}

const exceptions = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "untested.json"), "utf8"),
) as Exceptions;

const filesIn = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file.split(path.sep).join("/")}`)
    .filter((file) => file.endsWith(".ts"))
    .sort();

/** Sources that a test names in an import, by path. */
const importedBy = (file: string): string[] =>
  [...readFileSync(path.join(ROOT, file), "utf8").matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)].map(
    ([, target = ""]) => path.posix.join(path.posix.dirname(file), target),
  );

/** An exception for what is gone, or is tested by now, hides the next file of that name. */
const expectExactly = (found: string[], listed: Exceptions["untested"]): void =>
  expect(found).toStrictEqual(listed.flatMap(({ files }) => files).sort());

test("a test imports each file of actions/, or test/contract/untested.json says what tests it instead", () => {
  const imported = new Set(filesIn("test").flatMap(importedBy));
  const untested = filesIn("actions").filter((file) => !imported.has(file));
  expectExactly(untested, exceptions.untested);
});

test("a unit test has the path of the source or folder that it tests", () => {
  const sources = new Set<string>();
  for (const file of ["actions", "rehearsal", "scripts", "test"].flatMap(filesIn)) {
    // test/unit/test-tools is for test/, and the folder src/ of an action is left out.
    const mirrored = file.replace(/^test\//, "test-tools/").replace("/src/", "/");
    for (let one = mirrored.replace(/\.ts$/, ""); one !== "."; one = path.posix.dirname(one))
      sources.add(one);
  }
  const unmirrored = filesIn("test/unit").filter((file) => {
    const mirrored = file.slice("test/unit/".length, -".test.ts".length).replace("/src/", "/");
    // Of the rehearsal a test may be one behaviour of a whole folder, say cancel.test.ts.
    const expected = mirrored.startsWith("actions/") ? mirrored : path.posix.dirname(mirrored);
    return file.endsWith(".test.ts") && !sources.has(expected);
  });
  expectExactly(unmirrored, exceptions.unmirrored);
});
