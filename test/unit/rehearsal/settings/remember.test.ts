import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { parseSettings } from "../../../../rehearsal/settings/parse.ts";
import { readSettings } from "../../../../rehearsal/settings/read.ts";
import { rememberWorkflow, withChoice } from "../../../../rehearsal/settings/remember.ts";
import { settingsTemplate } from "../../../../rehearsal/settings/template.ts";
import { removeFolders, temporaryFolder } from "../../../support/workflows/run.ts";
import { writeFiles } from "../../../support/write-files.ts";

afterAll(removeFolders);

const NAMES = {
  variables: ["REGION"],
  secrets: ["TOKEN"],
  roles: [],
  environments: [],
  actions: ["o/a"],
};

describe("a choice of a workflow", () => {
  test.each([
    ["an empty file", ""],
    ["the first settings file", settingsTemplate(NAMES)],
    ["an own file", "# mine\nvariables: { A: b } # here\n"],
    ["a choice", "workflows:\n  # why\n  pull_request: checks.yml\n  push: old.yml\n"],
  ])("is added to %s, and everything else stays", (_, text) => {
    const before = parseSettings(text, "f.yml");
    const after = withChoice(text, "push", "deploy-all.yml");
    expect(parseSettings(after, "f.yml")).toStrictEqual({
      ...before,
      workflows: { ...before.workflows, push: "deploy-all.yml" },
      describesWorld: text.includes("variables"),
    });
    for (const [comment] of text.matchAll(/#.*/g)) expect(after).toContain(comment);
  });

  test("alone does not describe the world, so the world stays as without a settings file", () => {
    const source = temporaryFolder();
    rememberWorkflow(source, undefined, { key: "push", file: "a.yml" });
    expect(readSettings(source)).toMatchObject({
      workflows: { push: "a.yml" },
      describesWorld: false,
    });
  });

  test("is written to the file of --vars if it is given", () => {
    const source = temporaryFolder();
    const vars = path.join(source, "v.yml");
    expect(rememberWorkflow("/nowhere", vars, { key: "push", file: "a.yml" })).toContain(
      `${vars} saves the choice as workflows.push: a.yml`,
    );
    expect(readFileSync(vars, "utf8")).toContain("  push: a.yml\n");
  });

  test("that cannot be saved has a note, which names --workflow", () => {
    const source = temporaryFolder();
    writeFiles(source, { ".github": "a file" });
    expect(rememberWorkflow(source, undefined, { key: "push", file: "a.yml" })).toMatch(
      /^\.github\/rehearsal\.yml cannot be written \(E\w+\), so the choice is not saved; --workflow a\.yml makes the same choice$/,
    );
  });
});
