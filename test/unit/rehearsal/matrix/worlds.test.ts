import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { Worlds } from "../../../../rehearsal/matrix/worlds.ts";
import type { Finished } from "../../../../rehearsal/matrix/worlds.ts";
import { useFolder } from "../../../support/use-folder.ts";

const folder = useFolder();

/** Returns worlds of a rehearsal that writes a file for each run, and the command lines that were run. */
function scripted(exitCode = 0) {
  const ran: string[] = [];
  const rehearse = (argv: readonly string[], keep: string): Promise<Finished> => {
    const [, repository = ""] = /--repo (.*)$/.exec(argv.join(" ")) ?? [];
    ran.push(argv.slice(0, -2).join(" "));
    mkdirSync(keep, { recursive: true });
    const settings = readFileSync(path.join(repository, "environments/dev.yml"), "utf8");
    writeFileSync(path.join(keep, `${ran.length}-${argv[0]}`), settings);
    return Promise.resolve({ exitCode, text: "words", result: undefined });
  };
  const directory = path.join(folder, String(readdirSync(folder).length));
  mkdirSync(directory);
  return { ran, worlds: new Worlds(directory, rehearse) };
}

const EDIT = ["environments/dev.yml", "region: eu-west-1", "region: eu-west"] as const;

test("runs that several cells share are run once, and each cell continues in a copy of the world", async () => {
  const { ran, worlds } = scripted();
  const deployed = await worlds.prepare("deployed");
  const [first, second] = await Promise.all([
    worlds.after(deployed, ["plan"]),
    worlds.after(deployed, ["rollback"]),
  ]);
  expect(readdirSync(deployed.keep)).toStrictEqual(["1-deploy"]);
  expect(readdirSync(first.keep)).toStrictEqual(["1-deploy", "2-plan"]);
  expect(readdirSync(second.keep)).toStrictEqual(["1-deploy", "3-rollback"]);
  expect(ran).toStrictEqual(["deploy", "plan", "rollback"]);
});

test("if the run of a cell prepares a world too, it is run once, even if both need it at the same time", async () => {
  const { ran, worlds } = scripted();
  const [prepared, run] = await Promise.all([
    worlds.prepare("deployed"),
    worlds.prepare("new").then((beginning) => worlds.after(beginning, ["deploy"], [])),
  ]);
  expect(run).toBe(prepared);
  expect(run.run.text).toBe("words");
  expect(ran).toStrictEqual(["deploy"]);
});

test("other runs, or another repository, make another history", async () => {
  const { ran, worlds } = scripted();
  const beginning = await worlds.prepare("new");
  expect(existsSync(beginning.keep)).toBe(false);
  const deployed = await worlds.prepare("deployed");
  const edited = await worlds.after(beginning, ["deploy"], [EDIT]);
  await worlds.after(edited, ["plan"]);
  await worlds.after(deployed, ["plan"]);
  expect(ran).toStrictEqual(["deploy", "deploy", "plan", "plan"]);
  expect(readFileSync(path.join(deployed.keep, "1-deploy"), "utf8")).toContain(EDIT[1]);
  expect(readFileSync(path.join(edited.keep, "2-deploy"), "utf8")).not.toContain(EDIT[1]);
});

test("an edit that does not match the example is an error", async () => {
  const { worlds } = scripted();
  const beginning = await worlds.prepare("new");
  await expect(
    worlds.after(beginning, ["plan"], [["environments/dev.yml", "region: mars", ""]]),
  ).rejects.toThrow('environments/dev.yml does not have "region: mars"');
});

test("a world whose run fails cannot be prepared, and the error shows the output of the run", async () => {
  const { worlds } = scripted(1);
  await expect(worlds.prepare("promoted")).rejects.toThrow(
    'the world "deployed" cannot be prepared:\nwords',
  );
});
