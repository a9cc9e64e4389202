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

test("of what failed, only what the state calls tainted", async () => {
  tool = scriptTool([{ begins: "show -json", stdout: JSON.stringify(state) }]);
  expect(await readTainted(tool.rootModule, ["x.a", "x.b", "x.d"])).toStrictEqual(["x.a"]);
});

test("nothing is read when nothing failed, and nothing is known when the state cannot be read", async () => {
  tool = scriptTool([{ begins: "show -json", code: 1 }]);
  expect(await readTainted(tool.rootModule, [])).toStrictEqual([]);
  expect(tool.calls()).toStrictEqual([""]);
  expect(await readTainted(tool.rootModule, ["x.a"])).toBeUndefined();
});
