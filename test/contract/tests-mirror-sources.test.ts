import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";

const ROOT = path.resolve(import.meta.dirname, "../..");

interface Exceptions {
  /** Files of actions/ that no test imports. */
  untested: { reason: string; files: string[] }[];
  /** Unit tests that do not have the path of a source. */
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

/** Returns the paths of the sources that a test imports. */
const importedBy = (file: string): string[] =>
  [...readFileSync(path.join(ROOT, file), "utf8").matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)].map(
    ([, target = ""]) => path.posix.join(path.posix.dirname(file), target),
  );

/**
 * Expects exactly the listed files: an exception for a file that is gone, or that is now tested, would hide the next
 * file of that name.
 */
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
    // test/unit/test-tools has the tests of test/. Paths of tests leave out an action's folder src/.
    const mirrored = file.replace(/^test\//, "test-tools/").replace("/src/", "/");
    for (let one = mirrored.replace(/\.ts$/, ""); one !== "."; one = path.posix.dirname(one))
      sources.add(one);
  }
  const unmirrored = filesIn("test/unit").filter((file) => {
    const mirrored = file.slice("test/unit/".length, -".test.ts".length).replace("/src/", "/");
    // A test of the rehearsal may be about one behaviour of a whole folder, such as cancel.test.ts.
    const expected = mirrored.startsWith("actions/") ? mirrored : path.posix.dirname(mirrored);
    return file.endsWith(".test.ts") && !sources.has(expected);
  });
  expectExactly(unmirrored, exceptions.unmirrored);
});
