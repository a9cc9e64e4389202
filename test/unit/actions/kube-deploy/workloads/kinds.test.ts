import { expect, test } from "@jest/globals";
import {
  ownKindOf,
  silentKindOf,
  silentProblems,
} from "../../../../../actions/kube-deploy/src/workloads/kinds.ts";

test.each([
  ["deploy", undefined, "Deployment"],
  ["Deployments", undefined, "Deployment"],
  ["job", "batch", "Job"],
  ["job", "example.com", undefined],
  ["deployment", "apps", "Deployment"],
  ["constructor", undefined, undefined],
])("%s of the group %s has the rules of %s", (word, group, kind) => {
  expect(ownKindOf(word, group)).toBe(kind);
});

test.each([
  ["cm", undefined, "ConfigMap"],
  ["Ingress", "networking.k8s.io", "Ingress"],
  // Another group may have a kind with this name and with conditions.
  ["ingress", undefined, undefined],
  ["role", "iam.services.k8s.aws", undefined],
  ["constructor", undefined, undefined],
])("%s of the group %s is the silent kind %s", (word, group, kind) => {
  expect(silentKindOf(word, group)).toBe(kind);
});

test("for a silent kind, `for` may be a path, but not a condition", () => {
  expect(silentProblems("Secret", "secret/a", ["jsonpath={.data.b}"])).toStrictEqual([]);
  expect(silentProblems("Secret", "secret/a", [])).toHaveLength(1);
  expect(silentProblems("Secret", "secret/a", ["condition=A", "condition=B"])).toHaveLength(2);
});
