import { service, type Service } from "../service.ts";
import { cases } from "./cases.ts";
import { differences } from "./differences.ts";
import { ours } from "./ours.ts";
import { theirs } from "./theirs.ts";

/** Compares the rehearsal's runner with act, an independent engine for GitHub's workflows. */
export const workflows: Service = service({
  name: "workflows",
  engines: ["act"],
  cases,
  ours,
  theirs,
  differences,
});
