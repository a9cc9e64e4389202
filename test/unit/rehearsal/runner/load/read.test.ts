import { afterAll, describe, expect, it } from "@jest/globals";
import { WorkflowError } from "../../../../../rehearsal/runner/load/problems.ts";
import { removeFolders, repositoryOf, run, type Files } from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

const CALLED = ".github/workflows/called.yml";
const called = `on:
  workflow_call:
    inputs:
      environment: { type: string, required: true }
      apply: { type: boolean, default: false }
      count: { type: number, default: 1 }
    secrets:
      key: { required: false }
    outputs:
      url: { value: "\${{ jobs.a.outputs.url }}" }
jobs:
  a:
    runs-on: x
    outputs: { url: "\${{ steps.s.outputs.url }}" }
    steps: [{ id: s, run: "true" }]
`;

async function problemsOf(workflow: string, files: Files = {}): Promise<string[]> {
  try {
    await run(workflow, { files });
  } catch (error) {
    if (error instanceof WorkflowError) return error.message.split("\n").slice(1);
    throw error;
  }
  return [];
}

const job = (lines: string) => `on: push\njobs:\n  a:\n    runs-on: x\n${lines}`;
const call = (lines: string) => `on: push\njobs:\n  a:\n    uses: ./${CALLED}\n${lines}`;

describe("a workflow that GitHub would refuse", () => {
  it.each<[name: string, workflow: string, expected: RegExp]>([
    [
      "unknown need",
      job(
        "    needs: [b]\n    steps: [{ run: x }]\n  c:\n    runs-on: x\n    steps: [{ run: x }]\n",
      ),
      /main\.yml:5:13: Job 'a' depends on unknown job 'b'\./,
    ],
    [
      "cycle",
      "on: push\njobs:\n  a: { runs-on: x, needs: b, steps: [{ run: x }] }\n  b: { runs-on: x, needs: a, steps: [{ run: x }] }\n  c: { runs-on: x, steps: [{ run: x }] }\n",
      /creates a cycle/,
    ],
    [
      "unknown key",
      job("    steps:\n      - run: x\n        nope: 1\n"),
      /main\.yml:7:9: Unexpected value 'nope'/,
    ],
    [
      "unknown context",
      job("    steps:\n      - run: echo ${{ nope.x }}\n"),
      /Unrecognized named-value: 'nope'/,
    ],
    [
      "secrets in if",
      job("    steps:\n      - run: x\n        if: secrets.x != ''\n"),
      /Unrecognized named-value: 'secrets'/,
    ],
    [
      "ids of steps that differ only by case",
      job("    steps:\n      - { id: build, run: x }\n      - { id: Build, run: x }\n"),
      /^\S+main\.yml:7:15: The identifier 'Build' may not be used more than once within the same scope\.$/m,
    ],
    [
      "unknown step",
      job("    steps:\n      - run: echo ${{ steps.nope.outputs.x }}\n"),
      /main\.yml:6:19: Context access might be invalid: nope/,
    ],
    [
      "unknown output of a job",
      "on: push\njobs:\n  a:\n    runs-on: x\n    outputs: { url: x }\n    steps: [{ run: x }]\n  b:\n    needs: a\n    runs-on: x\n    steps:\n      - run: echo ${{ needs.a.outputs.urll }}\n",
      /main\.yml:11:19: Context access might be invalid: urll/,
    ],
    [
      "a job that is not needed",
      "on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{ run: x }]\n  b:\n    runs-on: x\n    if: needs.a.result == 'success'\n    steps: [{ run: x }]\n",
      /main\.yml:8:9: Context access might be invalid: a/,
    ],
    ["broken YAML", "on: [push\njobs: {}\n", /main\.yml:/],
    [
      "no such action",
      job("    steps:\n      - uses: actions/setup-node@v6\n"),
      /main\.yml:6:15: the rehearsal does not have the action 'actions\/setup-node@v6'\. Give its folder with --action actions\/setup-node=DIR/,
    ],
  ])(
    "must not be lost: refusal of unknown needs and outputs with file:line: %s",
    async (_, workflow, expected) => {
      expect((await problemsOf(workflow)).join("\n")).toMatch(expected);
    },
  );

  it.each<[name: string, workflow: string, expected: RegExp]>([
    [
      "missing input",
      call(""),
      /main\.yml:4:11: Input environment is required, but not provided while calling\./,
    ],
    [
      "unknown input",
      call("    with: { environment: dev, nope: 1 }\n"),
      /Invalid input, nope is not defined in the referenced workflow\./,
    ],
    [
      "string for boolean",
      call("    with:\n      environment: dev\n      apply: yes please\n"),
      /main\.yml:7:14: Unexpected value 'yes please' \(input 'apply' takes a boolean\)/,
    ],
    [
      "string for number",
      call("    with:\n      environment: dev\n      count: '3'\n"),
      /main\.yml:7:14: Unexpected value '3' \(input 'count' takes a number\)/,
    ],
    [
      "unknown secret",
      call("    with: { environment: dev }\n    secrets: { nope: x }\n"),
      /Invalid secret, nope is not defined/,
    ],
    [
      "unknown output of a call",
      `${call("    with: { environment: dev }\n")}  b:\n    needs: a\n    runs-on: x\n    steps: [{ run: "echo \${{ needs.a.outputs.urll }}" }]\n`,
      /Context access might be invalid: urll/,
    ],
  ])("call: %s", async (_, workflow, expected) => {
    expect((await problemsOf(workflow, { [CALLED]: called })).join("\n")).toMatch(expected);
  });

  it("a missing file is reported at the line that calls it", async () => {
    const problems = await problemsOf(
      "on: push\njobs:\n  a:\n    uses: ./.github/workflows/none.yml\n",
    );
    expect(problems).toContain(".github/workflows/main.yml:4:11: Unable to find reusable workflow");
  });

  it("an unknown repository is reported with the known ones", async () => {
    const problems = await problemsOf(
      "on: push\njobs:\n  a:\n    uses: other/repo/.github/workflows/x.yml@v1\n",
    );
    expect(problems.join("\n")).toContain("this run knows example-org/fleet");
  });

  it("nested jobs that request more than the calling job has are refused", async () => {
    const nested = called.replace(
      "    runs-on: x\n",
      "    runs-on: x\n    permissions: { id-token: write }\n",
    );
    const problems = await problemsOf(call("    with: { environment: dev }\n"), {
      [CALLED]: nested,
    });
    expect(problems).toStrictEqual([
      ".github/workflows/main.yml:4:11: Error calling workflow 'example-org/fleet/.github/workflows/called.yml@refs/heads/main'. The nested job 'a' is requesting 'id-token: write', but is only allowed 'id-token: none'.",
    ]);
  });

  it("a workflow that calls itself is refused", async () => {
    const problems = await problemsOf(
      "on: [push, workflow_call]\njobs:\n  a:\n    uses: ./.github/workflows/main.yml\n",
    );
    expect(problems.join("\n")).toContain("Nested reusable workflow depth exceeded 10.");
  });
});

describe("workflow_dispatch", () => {
  const workflow = `on:
  workflow_dispatch:
    inputs:
      who: { type: string, required: true }
      dry: { type: boolean, default: true }
      size: { type: choice, options: [small, large], default: small }
      count: { type: number }
jobs:
  a:
    runs-on: x
    steps:
      - run: echo '\${{ toJSON(inputs) }}'
`;
  const dispatch = (inputs: Record<string, string | number | boolean>) =>
    run(workflow, { event: { name: "workflow_dispatch", payload: { inputs } }, inputs });

  it("types its inputs, and fills in defaults", async () => {
    const { lines } = await dispatch({ who: "me", dry: "false", count: "3" });
    const json = lines.slice(lines.lastIndexOf("{")).join("\n");
    expect(JSON.parse(json)).toStrictEqual({ who: "me", dry: false, size: "small", count: "3" });
  });

  it("gives numbers as text, even those that are not set", async () => {
    const { lines } = await dispatch({ who: "me", count: 4 });
    expect(lines).toContain('  "count": "4"');
    const without = await dispatch({ who: "me" });
    expect(without.lines).toContain('  "count": ""');
  });

  it.each<[Record<string, string | number | boolean>, string]>([
    [{}, "Required input 'who' not provided"],
    [{ who: "me", nope: 1 }, 'Unexpected inputs provided: ["nope"]'],
    [
      { who: "me", size: "huge" },
      "Provided value 'huge' for input 'size' not in the list of allowed values: small, large",
    ],
    [{ who: "me", dry: "maybe" }, "Unexpected value 'maybe' (input 'dry' takes a boolean)"],
    [{ who: "me", count: "many" }, "Unexpected value 'many' (input 'count' takes a number)"],
  ])("refuses %j", async (inputs, message) => {
    await expect(dispatch(inputs)).rejects.toThrow(message);
  });
});

it("finds repositories by name in any letter case", async () => {
  const other = repositoryOf("Acme/Pipes", {
    [CALLED]: called.replace("required: true", "required: false"),
  });
  const { result } = await run(`on: push\njobs:\n  a:\n    uses: acme/pipes/${CALLED}@v1\n`, {
    others: [other],
  });
  expect(result.ok).toBe(true);
});
