// These programs stand in for the program of an engine: their messages become the part, or an error.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { UsageError } from "../../../../rehearsal/base/usage-error.ts";
import { startProgram } from "../../../../rehearsal/real/program.ts";
import { removeFolders, temporaryFolder } from "../../../support/workflows/run.ts";
import { writeFiles } from "../../../support/write-files.ts";

const folder = temporaryFolder();
afterAll(removeFolders);

const UNTIL_CLOSED = `process.once("disconnect", () => { writeFileSync(given.end, "ended"); });`;

/**
 * Writes a program.
 * @param text of the program, which has its options as `given`
 */
function program(name: string, text: string): string {
  const head = `import { writeFileSync } from "node:fs";\nconst given = JSON.parse(process.argv[2]);\n`;
  writeFiles(folder, { [`${name}.ts`]: head + text });
  return path.join(folder, `${name}.ts`);
}

const start = (file: string, given: object = {}) =>
  startProgram<object, { id: number; word: string }>({
    part: "registry" as const,
    file,
    given,
    answer: ({ id, word }) => Promise.resolve({ id, answer: word.toUpperCase() }),
  });

describe("the program of an engine", () => {
  test("gets its options, gets answers, and ends when it is closed", async () => {
    const end = path.join(folder, "end");
    const file = program(
      "asks",
      `${UNTIL_CLOSED}
process.on("message", (message) => process.send({ ready: { message, name: given.name } }));
process.send({ id: 7, word: "image" });`,
    );
    const { ready, close } = await start(file, { name: "n", end });
    expect(ready).toStrictEqual({ message: { id: 7, answer: "IMAGE" }, name: "n" });
    expect(existsSync(end)).toBe(false);
    await close();
    expect(readFileSync(end, "utf8")).toBe("ended");
  });

  test("reports at its close if a request could not be answered", async () => {
    const file = program(
      "hopes",
      `process.send({ id: 1 });\nprocess.send({ ready: {} });\nprocess.once("disconnect", () => undefined);`,
    );
    const { close } = await startProgram<object, object>({
      part: "registry" as const,
      file,
      given: {},
      answer: () => Promise.reject(new Error("the image cannot be read")),
    });
    await expect(close()).rejects.toThrow("the image cannot be read");
  });

  test.each([
    ["says", `process.send({ problem: "no room" }, () => process.disconnect());`, "no room"],
    ["ends", "process.exitCode = 3;", "the engine's program ended with exit code 3"],
  ])("that %s instead of starting causes a usage error", async (name, text, says) => {
    const starting = start(program(name, text));
    await expect(starting).rejects.toThrow(UsageError);
    await expect(starting).rejects.toThrow(`--real registry: ${says}`);
  });

  test("is not in the package, and the error says how to get it", async () => {
    await expect(start(path.join(folder, "nothing.ts"))).rejects.toThrow(
      '--real registry: the installed package does not contain the engines. Clone the repository of eks-pipeline, run "npm ci" and "npm run engines -- --only registry" there',
    );
  });
});
