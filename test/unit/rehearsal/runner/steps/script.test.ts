import { afterAll, describe, expect, it } from "@jest/globals";
import { scriptFile, shellCommand } from "../../../../../rehearsal/runner/steps/script.ts";
import { removeFolders, runSteps } from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

describe("shellCommand", () => {
  it.each<[shell: string, argv: string[]]>([
    ["", ["bash", "-e", "/s.sh"]],
    ["bash", ["bash", "--noprofile", "--norc", "-eo", "pipefail", "/s.sh"]],
    ["pwsh", ["pwsh", "-command", ". '/s.sh'"]],
    ["perl  -w {0}", ["perl", "-w", "/s.sh"]],
    ['bash -c "echo before; exec bash {0}"', ["bash", "-c", "echo before; exec bash /s.sh"]],
    ['run --name="two words" {0}', ["run", "--name=two words", "/s.sh"]],
    [String.raw`run \"quoted\" {0}`, ["run", '"quoted"', "/s.sh"]],
    [String.raw`run "a \"b\" c" {0}`, ["run", 'a "b" c', "/s.sh"]],
    ["run 'not quoted' {0}", ["run", "'not", "quoted'", "/s.sh"]],
    [String.raw`run a\b {0}`, ["run", String.raw`a\b`, "/s.sh"]],
  ])("%s", (shell, argv) => {
    expect(shellCommand(shell, "/s.sh")).toStrictEqual(argv);
  });

  it.each(["nothing", "bash -x", "/bin/bash"])(
    "refuses %s, which has no place for the script",
    (shell) => {
      expect(() => shellCommand(shell, "/s.sh")).toThrow("Invalid shell option");
    },
  );
});

it.each([
  ["", ".sh"],
  ["bash -eu {0}", ".sh"],
  ["python", ".py"],
  ["pwsh", ".ps1"],
  ["/bin/bash {0}", ""],
  ["perl {0}", ""],
])("the file for the shell %j ends in %j", (shell, extension) => {
  expect(scriptFile(shell, "x")).toMatchObject({ extension });
});

it("finds the shell in the runner's PATH, not in the PATH of the step", async () => {
  const { lines, job } = await runSteps(`
- { run: 'echo "PATH=$PATH"', env: { PATH: /nowhere } }
- { run: echo never, shell: "no-such-shell {0}" }
`);
  expect(lines).toContain("PATH=/nowhere");
  expect(job("a").annotations[0]?.message).toBe("no-such-shell: command not found");
});

it("names the missing working directory", async () => {
  const { job } = await runSteps(`- { run: echo never, working-directory: gone }\n`);
  expect(job("a").annotations[0]?.message).toMatch(
    /^An error occurred trying to start process '.+bash' with working directory '.+\/gone'\. No such file/,
  );
});
