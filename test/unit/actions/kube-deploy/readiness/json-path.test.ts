import { describe, expect, test } from "@jest/globals";
import {
  NotAPath,
  parseJsonPath,
  valueAt,
} from "../../../../../actions/kube-deploy/src/readiness/json-path.ts";

const OBJECT = {
  metadata: { annotations: { "example.org/phase": "on", "a.b": "dot" } },
  status: {
    phase: "Running",
    replicas: 2,
    on: false,
    nothing: null,
    conditions: [
      { type: "Ready", status: "True" },
      { type: "Synced", status: "False", detail: { code: 7 } },
    ],
  },
};

describe("a path", () => {
  test.each<[string, unknown]>([
    ["{.status.phase}", "Running"],
    [".status.phase", "Running"],
    ["status.phase", "Running"],
    ["{$.status.phase}", "Running"],
    ["{.status.replicas}", 2],
    ["{.status.on}", false],
    ["{.status.nothing}", null],
    ["{.status.missing.deeper}", undefined],
    ["{.status.phase.length}", undefined],
    ["{.status.conditions[0].status}", "True"],
    ["{.status.conditions[-1].type}", "Synced"],
    ["{.status.conditions[9].type}", undefined],
    ["{.status.phase[0]}", undefined],
    ['{.status.conditions[?(@.type=="Ready")].status}', "True"],
    ["{.status.conditions[?(@.type=='Synced')].status}", "False"],
    ["{.status.conditions[?( @.detail.code == 7 )].type}", "Synced"],
    ['{.status.conditions[?(@.type=="Other")].status}', undefined],
    ["{.metadata.annotations['example.org/phase']}", "on"],
    ['{.metadata.annotations["example.org/phase"]}', "on"],
    ["{.metadata.annotations.a\\.b}", "dot"],
    ["{.status.toString}", undefined],
  ])("%s", (text, value) => {
    expect(valueAt(OBJECT, parseJsonPath(text))).toStrictEqual(value);
  });

  test.each([
    ["{}", "the path is empty"],
    ["", "the path is empty"],
    ["{.status.conditions[*].status}", '"[*].status" is not supported'],
    ["{..phase}", '"..phase" is not supported'],
    ["{.status.conditions[0:2]}", '"[0:2]" is not supported'],
    ["{.status.conditions[?(@.code>1)]}", '"[?(@.code>1)]" is not supported'],
    ["{.status", '".{.status" is not supported'],
    ["{.a}{.b}", '"}{.b" is not supported'],
  ])("%s is refused", (text, says) => {
    expect(() => parseJsonPath(text)).toThrow(NotAPath);
    expect(() => parseJsonPath(text)).toThrow(says);
  });
});
