import { describe, expect, test } from "@jest/globals";
import type { CustomObject } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import {
  NotAnExpectation,
  missingFor,
  parseExpectation,
} from "../../../../../actions/kube-deploy/src/readiness/expectation.ts";

const OBJECT = {
  metadata: { name: "shop", generation: 3 },
  status: {
    phase: "Running",
    replicas: 2,
    conditions: [
      { type: "Ready", status: "True", observedGeneration: 3 },
      { type: "Available", status: "False", reason: "NoPods", message: "0 of 2 pods" },
      { type: "Old", status: "True", observedGeneration: 2 },
    ],
  },
} as unknown as CustomObject;

describe("the description of what is missing for", () => {
  test.each<[string, string | undefined]>([
    ["condition=Ready", undefined],
    ["condition=Ready=true", undefined],
    ["condition=Available=False", undefined],
    ["condition=Available", "Available is False (NoPods): 0 of 2 pods"],
    ["condition=Ready=False", "Ready is True"],
    ["condition=Synced", "it has no condition Synced"],
    ["condition=Old", "Old is about an older specification"],
    ["jsonpath={.status.phase}=Running", undefined],
    ["jsonpath='{.status.phase}'=Running", undefined],
    ["jsonpath='{.status.phase}'='running'", undefined],
    ["jsonpath=.status.replicas=2", undefined],
    ["jsonpath={.status.phase}", undefined],
    ["jsonpath={.status.url}", "{.status.url} has no value"],
    ["jsonpath={.status.phase}=Done", "{.status.phase} is Running, expected Done"],
    [`jsonpath={.status.conditions[?(@.type=="Ready")].status}=True`, undefined],
  ])("%s", (text, missing) => {
    expect(missingFor(OBJECT, parseExpectation(text))).toBe(missing);
  });
});

describe("refuses", () => {
  test.each([
    ["Ready", ""],
    ["delete", ""],
    ["condition=", ""],
    ["condition=Ready = True", ""],
    ["jsonpath=", ""],
    ["jsonpath={..phase}=x", '"..phase" is not supported in a path. Expected fields, [number]'],
  ])("%s", (text, says) => {
    expect(() => parseExpectation(text)).toThrow(NotAnExpectation);
    expect(() => parseExpectation(text)).toThrow(says);
  });
});
