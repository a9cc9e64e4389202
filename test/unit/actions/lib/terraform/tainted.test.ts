import { afterEach, expect, test } from "@jest/globals";
import { readTainted } from "../../../../../actions/lib/terraform/tainted.ts";
import { scriptTool } from "../../../../support/scripted-tool.ts";
import type { ScriptedTool } from "../../../../support/scripted-tool.ts";

let tool: ScriptedTool | undefined;
afterEach(() => tool?.remove());

const resource = (address: string, tainted?: boolean) => ({
  address,
  mode: "managed",
  type: "x",
  name: "x",
  values: {},
  ...(tainted === undefined ? {} : { tainted }),
});
const state = {
  format_version: "1.0",
  values: {
    root_module: { resources: [resource("x.a", true), resource("x.b"), resource("x.c", true)] },
  },
};

test("returns only failed objects that the state calls tainted", async () => {
  tool = scriptTool([{ begins: "show -json", stdout: JSON.stringify(state) }]);
  expect(await readTainted(tool.rootModule, ["x.a", "x.b", "x.d"])).toStrictEqual(["x.a"]);
});

test("reads nothing if nothing failed, and returns undefined if the state is unreadable", async () => {
  tool = scriptTool([{ begins: "show -json", code: 1 }]);
  expect(await readTainted(tool.rootModule, [])).toStrictEqual([]);
  expect(tool.calls()).toStrictEqual([""]);
  expect(await readTainted(tool.rootModule, ["x.a"])).toBeUndefined();
});
