import { statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { planRootModule } from "../../../../../actions/lib/terraform/plan.ts";
import { scriptTool } from "../../../../support/scripted-tool.ts";
import type { Rule, ScriptedTool } from "../../../../support/scripted-tool.ts";

const SHOWN: Rule = {
  begins: "show -json",
  stdout: JSON.stringify({ format_version: "1.2", applyable: true }),
};
let tool: ScriptedTool | undefined;
afterEach(() => tool?.remove());

function stage(plan: Partial<Rule>): ScriptedTool {
  tool = scriptTool([{ begins: "plan", writesPlan: true, ...plan }, SHOWN]);
  return tool;
}

test("only the user of the runner can read the plan file and the variables", async () => {
  const { rootModule, calls } = stage({ code: 2 });
  const { file, changed } = await planRootModule(rootModule, { variables: { size: 3 } });
  expect(changed).toBe(true);
  const variables = /-var-file=(\S+)/.exec(calls()[0] ?? "")?.[1] ?? "";
  for (const one of [file, variables]) expect(statSync(one).mode & 0o777).toBe(0o600);
});

test("the plan decides whether something changes, not the exit code of a wrapper", async () => {
  const { rootModule, log } = stage({ code: 0 });
  expect((await planRootModule(rootModule, {})).changed).toBe(true);
  expect(log.join("\n")).toContain("seems to be a wrapper");
});

test.each<[string, Partial<Rule>]>([
  ["an unknown exit code", { code: 3 }],
  ["a crash", { code: 134 }],
  ["a signal", { signal: "SIGKILL" }],
])("%s is a failure, although there is a plan file", async (_, end) => {
  const { rootModule } = stage(end);
  await expect(planRootModule(rootModule, {})).rejects.toMatchObject({ reason: "plan-failed" });
});

test("a plan with the mark that it failed is a failure, although a wrapper ends with 0", async () => {
  const errored = { ...SHOWN, stdout: JSON.stringify({ format_version: "1.2", errored: true }) };
  tool = scriptTool([{ begins: "plan", writesPlan: true, code: 0 }, errored]);
  await expect(planRootModule(tool.rootModule, {})).rejects.toMatchObject({
    reason: "plan-failed",
  });
});

test("a plan that ends after the cancel is not read", async () => {
  const { rootModule, cancel, calls } = stage({ code: 2, stdout: "done\n" });
  const job = { ...rootModule.job, log: { ...rootModule.job.log } };
  // The cancel comes while the program runs, but the program still ends normally.
  job.log.withCommandsStopped = async (work) => {
    const finished = await work(() => undefined);
    cancel.abort(new Error("cancelled"));
    return finished;
  };
  await expect(planRootModule({ ...rootModule, job }, {})).rejects.toThrow("cancelled");
  expect(calls()).toHaveLength(1);
});

test("a failed plan that saved nothing has the reason that it printed, also if a wrapper ends with 0", async () => {
  const diagnostic = { severity: "error", summary: "Invalid function argument", detail: "no file" };
  const line = { "@message": "Error: Invalid function argument", type: "diagnostic", diagnostic };
  tool = scriptTool([{ begins: "plan", stdout: `${JSON.stringify(line)}\n` }]);
  await expect(planRootModule(tool.rootModule, {})).rejects.toMatchObject({
    reason: "plan-failed",
    message: expect.stringContaining("Invalid function argument") as unknown,
  });
  expect(tool.log.join("\n")).toContain("has failed, but its exit code is 0");
});

test("the apply gets an ephemeral variable again, also from TF_CLI_ARGS_plan", async () => {
  const configuration = { root_module: { variables: { token: { ephemeral: true }, size: {} } } };
  const shown = { format_version: "1.2", configuration, variables: { size: { value: 3 } } };
  tool = scriptTool([
    { begins: "plan", writesPlan: true },
    { ...SHOWN, stdout: JSON.stringify(shown) },
  ]);
  const environment = { TF_CLI_ARGS_plan: "-var 'token=a b' -compact-warnings -var=size=3" };
  const { variableArguments } = await planRootModule(
    { ...tool.rootModule, environment },
    { extra: ["-var=size=4"] },
  );
  expect(variableArguments).toStrictEqual(["-var", "token=a b", "-var=size=3", "-var=size=4"]);
});

test("the apply gets an ephemeral variable with a default again, although the plan shows its default", async () => {
  // Terraform 1.11 prints the default of a variable that is not in the plan.
  const configuration = { root_module: { variables: { passwords: { default: {} } } } };
  const shown = { format_version: "1.2", configuration, variables: { passwords: { value: {} } } };
  tool = scriptTool([
    { begins: "plan", writesPlan: true },
    { ...SHOWN, stdout: JSON.stringify(shown) },
  ]);
  writeFileSync(
    path.join(tool.rootModule.directory, "variables.tf"),
    'variable "passwords" {\n  default   = {}\n  ephemeral = true\n}\n',
  );
  const { variableArguments } = await planRootModule(tool.rootModule, {
    variables: { passwords: { database: "correct-horse" } },
  });
  expect(variableArguments).toStrictEqual([expect.stringMatching(/^-var-file=.*\.tfvars\.json$/)]);
});

test("a warning about an undeclared variable names its input, not the private file", async () => {
  const { rootModule } = stage({ code: 2 });
  const printed: string[] = [];
  const log = { ...rootModule.job.log, warning: (text: string) => void printed.push(text) };
  // The tool gets the path of the private file, and prints it.
  log.withCommandsStopped = (work) => work((line: string) => void printed.push(line));
  const script = `#!/bin/sh
for one in "$@"; do case "$one" in -var-file=*) file=\${one#-var-file=};; -out=*) echo x > "\${one#-out=}";; esac; done
if [ "$1" = show ]; then echo '{"format_version":"1.2","applyable":true}'; exit; fi
printf '{"@message":"Warning","type":"diagnostic","diagnostic":{"severity":"warning","summary":"Value for undeclared variable","detail":"\\"colour\\" was found in file \\"%s\\"."}}\\n' "$file"
exit 2
`;
  writeFileSync(rootModule.tool.path, script, { mode: 0o755 });
  await planRootModule(
    { ...rootModule, job: { ...rootModule.job, log } },
    { variables: { colour: "red" } },
  );
  expect(printed.at(-1)).toContain('"colour" was found in the input variables.');
});

test("there is no plan while errored.tfstate exists, because its state lacks created objects", async () => {
  const { rootModule, calls } = stage({ code: 0 });
  writeFileSync(path.join(rootModule.directory, "errored.tfstate"), "{}");
  await expect(planRootModule(rootModule, {})).rejects.toMatchObject({ reason: "errored-state" });
  expect(calls()).toStrictEqual([""]);
});
