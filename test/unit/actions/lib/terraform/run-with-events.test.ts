import { afterEach, expect, test } from "@jest/globals";
import {
  runWithEvents,
  saysFailure,
} from "../../../../../actions/lib/terraform/run-with-events.ts";
import { scriptTool } from "../../../../support/scripted-tool.ts";
import type { ScriptedTool } from "../../../../support/scripted-tool.ts";

let tool: ScriptedTool | undefined;
afterEach(() => tool?.remove());

const s3 = (operation: string, status: number, code: string) =>
  `operation error S3: ${operation}, https response error StatusCode: ${status}, RequestID: R, HostID: H, api error ${code}: no`;
const TAKEN = s3("PutObject", 412, "PreconditionFailed");
const GONE = `unable to retrieve file from S3 bucket 'fleet-state' with key 'dev.tflock': ${s3("GetObject", 404, "NoSuchKey")}`;
const HOLDER = "Lock Info:\n  ID:        5f8f1c5e\n  Who:       runner@host-7\n";

/** The output of the tool when it does not get the lock. */
const refusal = (message: string, summary = "Error acquiring the state lock") =>
  `${JSON.stringify({
    "@message": `Error: ${summary}`,
    type: "diagnostic",
    diagnostic: { severity: "error", summary, detail: `Error message: ${message}` },
  })}\n`;

const callsOf = async (stdout: string, times: number): Promise<[number | null, number, string]> => {
  tool = scriptTool([{ begins: "apply", times, code: 1, stdout }, { begins: "apply" }]);
  const { finished } = await runWithEvents(tool.rootModule, "terraform apply", ["apply"]);
  return [finished.exitCode, tool.calls().length, tool.log.join("\n")];
};

test.each([
  ["that was released in the meantime", `2 errors occurred:\n\t* ${TAKEN}\n\t* ${GONE}\n`],
  ["that two runs took at the same time", s3("PutObject", 409, "ConditionalRequestConflict")],
])("the tool runs again for a lock %s", async (_, message) => {
  const [exitCode, calls, log] = await callsOf(refusal(message), 2);
  expect([exitCode, calls]).toStrictEqual([0, 3]);
  expect(log).toContain("the lock of the state was free again when");
});

test("the tool runs at most three times, and the last result counts", async () => {
  const [exitCode, calls] = await callsOf(refusal(`${TAKEN}\n${GONE}`), 9);
  expect([exitCode, calls]).toStrictEqual([1, 3]);
});

test.each([
  ["a lock that somebody holds", refusal(`${TAKEN}\n${HOLDER}`)],
  [
    "a lock file that may not be read",
    refusal(`${TAKEN}\n${s3("GetObject", 403, "AccessDenied")}`),
  ],
  ["a lock file that may not be written", refusal(s3("PutObject", 403, "AccessDenied"))],
  ["another failure together with the lock", refusal(TAKEN) + refusal("no", "Invalid index")],
  ["another failure", refusal(TAKEN, "Failed to save state")],
])("the tool runs once after %s", async (_, stdout) => {
  const [exitCode, calls] = await callsOf(stdout, 1);
  expect([exitCode, calls]).toStrictEqual([1, 1]);
});

test("a cancelled run is not repeated", async () => {
  tool = scriptTool([{ begins: "apply", code: 1, stdout: refusal(`${TAKEN}\n${GONE}`) }]);
  const { rootModule } = tool;
  const job = { ...rootModule.job, cancelled: AbortSignal.abort() };
  const { finished } = await runWithEvents(rootModule, "terraform apply", ["apply"], {
    onEvent: () => undefined,
    stop: job.cancelled,
  });
  expect([finished.exitCode, tool.calls().length]).toStrictEqual([1, 1]);
});

test("says which actions were invoked, and which failed", async () => {
  const line = (type: string, addr: string) =>
    JSON.stringify({
      "@message": `${type} ${addr}`,
      type,
      hook: { action: { addr }, resource: { addr: "a.b" }, trigger_event: "AfterCreate" },
    });
  const stdout = [
    line("action_start", "action.x.a"),
    line("action_complete", "action.x.a"),
    line("action_start", "action.x.b[0]"),
    line("action_errored", "action.x.b[0]"),
  ].join("\n");
  tool = scriptTool([{ begins: "apply", code: 1, stdout: `${stdout}\n` }]);
  const run = await runWithEvents(tool.rootModule, "terraform apply", ["apply"]);
  expect(run.actions).toStrictEqual({ invoked: ["action.x.a"], failed: ["action.x.b[0]"] });
  expect([run.done, run.failed]).toStrictEqual([[], []]);
  expect(saysFailure(run)).toBe(true);
});
