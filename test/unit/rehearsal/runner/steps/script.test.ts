import { describe, expect, it } from "@jest/globals";
import { shellCommand } from "../../../../../rehearsal/runner/steps/script.ts";

describe("shellCommand", () => {
  it.each<[shell: string, argv: string[]]>([
    ["", ["bash", "-e", "/s.sh"]],
    ["bash", ["bash", "--noprofile", "--norc", "-eo", "pipefail", "/s.sh"]],
    ["BASH", ["bash", "--noprofile", "--norc", "-eo", "pipefail", "/s.sh"]],
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

  it("refuses what has no place for the script", () => {
    expect(() => shellCommand("nothing", "/s.sh")).toThrow("Invalid shell option");
  });
});
