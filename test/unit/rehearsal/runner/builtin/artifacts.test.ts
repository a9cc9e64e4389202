import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { unzipSync } from "fflate";
import { removeFolders, run, temporaryFolder } from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

const upload = (inputs: string) => `- { uses: actions/upload-artifact@v6, with: {${inputs}} }`;
const download = (inputs: string) => `- { uses: actions/download-artifact@v4, with: {${inputs}} }`;

async function runSteps(...steps: string[]) {
  const directory = temporaryFolder();
  const lines = steps.map((step) => `      ${step}\n`).join("");
  const observed = await run(`on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n${lines}`, {
    directory,
  });
  const namesIn = (artifact: string) => {
    const archive = readFileSync(path.join(directory, "artifacts", `${artifact}.zip`));
    return Object.keys(unzipSync(new Uint8Array(archive)));
  };
  return { ...observed, annotations: observed.job("a").annotations, namesIn };
}

describe("artifacts", () => {
  it("pass from step to step as files of the run, without hidden files", async () => {
    const { annotations, lines, job, namesIn } = await runSteps(
      "- run: mkdir -p out/deep && echo one > out/one.txt && echo two > out/deep/ä.txt && echo no > out/.hidden",
      upload("name: plan, path: out, retention-days: 5"),
      download("name: plan, path: back"),
      download('pattern: "pl*", path: all'),
      download("merge-multiple: true, path: flat"),
      "- run: cat back/one.txt back/deep/ä.txt all/plan/one.txt flat/one.txt && find back -type f | wc -l",
    );
    expect(annotations).toStrictEqual([]);
    expect(lines.slice(-5)).toStrictEqual(["one", "two", "one", "one", "2"]);
    expect(namesIn("plan")).toStrictEqual(["deep/ä.txt", "one.txt"]);
    const outputs = job("a").steps[1]?.outputs ?? {};
    expect(outputs["artifact-digest"]).toMatch(/^[0-9a-f]{64}$/);
    expect(outputs["artifact-url"]).toBe(
      `https://github.com/example-org/fleet/actions/runs/42/artifacts/${outputs["artifact-id"]}`,
    );
  });

  it("contain the files of a pattern, hidden files only on request, and a single file at the top of the archive", async () => {
    const { namesIn } = await runSteps(
      "- run: mkdir -p a/b && touch a/x.txt a/b/y.txt a/b/z.log a/.env",
      upload('name: some, path: "a/**/*.txt\\n!a/x.txt\\na/b/z.log"'),
      upload("name: all, path: a, include-hidden-files: true"),
      upload("name: one, path: a/b/y.txt"),
    );
    expect(namesIn("some")).toStrictEqual(["b/y.txt", "b/z.log"]);
    expect(namesIn("all")).toStrictEqual([".env", "b/y.txt", "b/z.log", "x.txt"]);
    expect(namesIn("one")).toStrictEqual(["y.txt"]);
  });

  it("have one content for each name, unless a step overwrites it on purpose", async () => {
    const { annotations, job } = await runSteps(
      "- run: echo x > x && echo y > y",
      upload("name: a, path: x"),
      "- { uses: actions/upload-artifact@v6, with: { name: a, path: y }, continue-on-error: true }",
      "- { uses: actions/upload-artifact@v6, with: { name: a, path: y, overwrite: true } }",
      download("name: a"),
      '- run: test "$(cat y)" = y',
    );
    expect(annotations.map(({ message }) => message)).toStrictEqual([
      expect.stringContaining("(409) Conflict: an artifact with this name already exists"),
    ]);
    expect(job("a").result).toBe("success");
  });

  it.each([
    ["error", "failure", "error"],
    ["warn", "success", "warning"],
    ["ignore", "success", undefined],
  ])("are reported if there are no files to upload: %s", async (mode, outcome, level) => {
    const { annotations, job } = await runSteps(upload(`path: none, if-no-files-found: ${mode}`));
    expect(job("a").steps[0]?.outcome).toBe(outcome);
    expect(annotations[0]?.level).toBe(level);
  });

  it.each([
    [upload('name: "a/b", path: .github'), "The artifact name is not valid: a/b."],
    [upload("name: a"), "Input required and not supplied: path"],
    [download("name: nope"), "Artifact not found for name: nope; this run has none"],
  ])("are refused with %s", async (step, message) => {
    const { annotations } = await runSteps(
      "- uses: actions/checkout@v6",
      step.replace("path: .github", "path: .github, include-hidden-files: true"),
    );
    expect(annotations[0]?.message).toContain(message);
  });
});
