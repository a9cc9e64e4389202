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

  it("can be named by their ids", async () => {
    const { lines, job } = await runSteps(
      "- run: echo one > x && echo two > y",
      "- { id: x, uses: actions/upload-artifact@v6, with: { name: a, path: x } }",
      "- { id: y, uses: actions/upload-artifact@v6, with: { name: b, path: y } }",
      download('artifact-ids: "${{ steps.x.outputs.artifact-id }}", path: single'),
      download(
        'artifact-ids: "${{ steps.x.outputs.artifact-id }}, ${{ steps.y.outputs.artifact-id }}", path: both',
      ),
      "- run: cat single/x both/a/x both/b/y",
      download('artifact-ids: "1"'),
    );
    expect(lines).toEqual(expect.arrayContaining(["one", "two"]));
    expect(job("a").annotations.map(({ message }) => message)).toStrictEqual([
      "No artifact with the id 1 found in this run",
    ]);
  });

  it.each([
    ["run-id: 7, github-token: t", "the input 'run-id' of actions/download-artifact"],
    ["repository: o/other, github-token: t", "the input 'repository' of actions/download-artifact"],
    ["skip-decompress: true", "the input 'skip-decompress' of actions/download-artifact"],
  ])("of another run or form are refused: %s", async (inputs, message) => {
    const { job } = await runSteps("- run: echo x > x", upload("path: x"), download(inputs));
    expect(job("a").result).toBe("failure");
    expect(job("a").annotations[0]?.message).toContain(`the rehearsal does not serve ${message}`);
  });

  it("of this run are found with a token, or with a run id that has no effect without one", async () => {
    const { annotations } = await runSteps(
      "- run: echo x > x",
      upload("name: a, path: x"),
      download('name: a, github-token: t, run-id: "${{ github.run_id }}"'),
      download("name: a, run-id: 7"),
    );
    expect(annotations).toStrictEqual([]);
    const single = await runSteps("- run: echo x > x", upload("path: x, archive: false"));
    expect(single.annotations[0]?.message).toContain("the input 'archive' of actions/upload-art");
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
