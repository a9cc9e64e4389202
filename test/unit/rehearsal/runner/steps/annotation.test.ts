import { expect, test } from "@jest/globals";
import { WorkflowCommands } from "../../../../../rehearsal/runner/commands/workflow.ts";
import { annotationOf } from "../../../../../rehearsal/runner/steps/annotation.ts";

const read = (properties: string) => {
  const command = new WorkflowCommands().read(`::error ${properties}::text`);
  if (command === undefined) throw new Error(properties);
  return annotationOf("error", command, "/checkout/fleet");
};

test.each([
  ["file=a,line=2,endLine=4,title=T", { file: "a", line: 2, endLine: 4, title: "T" }],
  ["file=a,line=2,col=3,endColumn=9", { file: "a", line: 2, column: 3, endColumn: 9 }],
  ["file=a,col=3,endColumn=9", { file: "a" }],
  ["file=a,endLine=4", { file: "a", line: 4, endLine: 4 }],
  ["file=a,line=5,endLine=4,col=1", { file: "a" }],
  ["file=a,line=1,endLine=3,col=1,endColumn=2", { file: "a", line: 1, endLine: 3 }],
  ["file=a,line=1,endColumn=6", { file: "a", line: 1, column: 6, endColumn: 6 }],
  ["file=a,line=1,col=9,endColumn=6", { file: "a", line: 1 }],
  ["file=a,line=one,col=1.5", { file: "a" }],
  ["file=/checkout/fleet/src/a.ts,line=1", { file: "src/a.ts", line: 1 }],
  ["file=/checkout/fleet-2/a.ts,line=1", { file: "/checkout/fleet-2/a.ts", line: 1 }],
])("%s", (properties, place) => {
  expect(read(properties)).toStrictEqual({ level: "error", message: "text", ...place });
});
