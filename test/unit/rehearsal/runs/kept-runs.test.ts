import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { UsageError } from "../../../../rehearsal/base/usage-error.ts";
import { Runs } from "../../../../rehearsal/runs/kept-runs.ts";
import { dispatch } from "../../../../rehearsal/scenarios.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "runs-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const START = {
  scenario: dispatch("a.yml", { from: "dev" }),
  sha: "a".repeat(40),
  workflow: "a.yml",
};

test("run numbers count up, and an empty folder of a run does not count", () => {
  const runs = new Runs(directory);
  expect(runs.next()).toStrictEqual({
    number: 1,
    attempt: 1,
    directory: path.join(directory, "runs", "1"),
  });
  expect(runs.next().number).toBe(1);
  runs.keep(runs.next(), START);
  expect(runs.next().number).toBe(2);
});

test("a run is repeated with the event and commit that started it, each time in its own folder", () => {
  const runs = new Runs(directory);
  runs.keep(runs.next(), START);
  runs.keep(runs.next(), { ...START, sha: "b".repeat(40) });
  const { run, start } = runs.again();
  expect(run).toMatchObject({ number: 2, attempt: 2 });
  expect(start).toStrictEqual({ ...START, sha: "b".repeat(40) });
  mkdirSync(run.directory);
  expect(runs.again().run).toMatchObject({ number: 2, attempt: 3 });
  expect(runs.again(1)).toMatchObject({ run: { number: 1, attempt: 2 }, start: START });
  expect(runs.next().number).toBe(3);
});

test("a run that does not exist is refused, and the error lists the existing runs", () => {
  const runs = new Runs(directory);
  expect(() => runs.again()).toThrow("Expected a world with a run: deploy to it first.");
  runs.keep(runs.next(), START);
  expect(() => runs.again(7)).toThrow(UsageError);
  expect(() => runs.again(7)).toThrow("rerun: the kept world has no run 7. Expected one of 1.");
});
