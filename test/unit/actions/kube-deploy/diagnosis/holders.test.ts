import { expect, test } from "@jest/globals";
import type { Pod } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import {
  claimHolders,
  namedHolders,
} from "../../../../../actions/kube-deploy/src/diagnosis/holders.ts";
import { pod } from "./pods.ts";

const volumesOf = (claim: string) => [
  { name: "data", persistentVolumeClaim: { claimName: claim } },
];
const named = (name: string, restartPolicy = "Always", claim = "data"): Pod => {
  const one = pod({ phase: "Running" });
  const spec = { ...one.spec, restartPolicy, volumes: volumesOf(claim) };
  return { ...one, metadata: { ...one.metadata, name }, spec };
};
const viewWith = (...neighbours: Pod[]) => ({
  pod: named("web-0"),
  events: [],
  neighbours: () => neighbours,
});
const SAID = "Volume is already used by pod(s) import-1, db-0 and 2 pod(s) in different namespaces";

test("a pod that stays keeps the volume, whatever other pods do", () => {
  const view = viewWith(named("import-1", "Never"), named("db-0"));
  expect(namedHolders(view, SAID)).toStrictEqual({ staying: "db-0", ending: undefined });
});

test("a pod that ends by itself frees the volume", () => {
  const view = viewWith(named("import-1", "OnFailure"));
  expect(namedHolders(view, SAID)).toStrictEqual({ staying: undefined, ending: "import-1" });
});

test("without the names of pods, the event tells no holder", () => {
  const view = viewWith(named("db-0"));
  const said = "Volume is already exclusively attached to one node";
  expect(namedHolders(view, said)).toStrictEqual({ staying: undefined, ending: undefined });
});

test("only other pods with the same claim hold it", () => {
  const view = viewWith(
    named("web-0"),
    named("cache-0", "Always", "cache"),
    named("job-1", "Never"),
  );
  expect(claimHolders(view)).toStrictEqual({ staying: undefined, ending: "job-1" });
});
