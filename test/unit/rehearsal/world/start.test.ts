import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { removeFolders, temporaryFolder } from "../../../support/workflows/run.ts";
import { writeFiles } from "../../../support/write-files.ts";

afterAll(removeFolders);

const ROOT = path.resolve(import.meta.dirname, "../../../..");

/** Starts worlds in a separate process, one after the other, closes those that start, and returns each result. */
async function startWorlds(directories: readonly string[]) {
  const program = `
import { startWorld } from "./rehearsal/world/start.ts";
const home = { accountId: "111122223333", region: "eu-west-1" };
for (const directory of ${JSON.stringify(directories)})
  try {
    const world = await startWorld(directory, { home }, { artifactsOf: () => directory });
    await world.close();
    console.log("started");
  } catch (error) {
    console.log(error.message);
  }
`;
  const argv = ["--import", "tsx", "--input-type=module", "--eval", program];
  const child = spawn(process.execPath, argv, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [said, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { exitCode: await ended, lines: said.trim().split("\n"), errors };
}

// GitHub starts first, then AWS; the clusters of an earlier run come last.
const FILES = [
  "github/github.json",
  "ecr.json",
  "clusters/111122223333/eu-west-1/fleet/kubernetes.json",
];

test("if a part cannot be started, no server stays open that would keep the process alive", async () => {
  const broken = FILES.map((file) => {
    const directory = temporaryFolder();
    const cluster = JSON.stringify({ fleet: { name: "fleet" } });
    writeFiles(directory, { "eks.json": cluster, [file]: "not JSON" });
    return directory;
  });
  const { exitCode, lines, errors } = await startWorlds([...broken, temporaryFolder()]);
  expect([exitCode, errors]).toStrictEqual([0, ""]);
  expect(lines).toHaveLength(FILES.length + 1);
  for (const [index, file] of FILES.entries())
    expect(lines[index]).toContain(`${file} is not a saved world`);
  expect(lines.at(-1)).toBe("started");
});
