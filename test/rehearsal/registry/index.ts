import { service } from "../service.ts";
import { cases } from "./cases.ts";
import { differences } from "./differences.ts";
import { ours } from "./ours.ts";
import { theirs } from "./theirs.ts";

/** Compares the embedded registry with docker-registry: OCI distribution. */
export const registry = service({
  name: "registry",
  engines: ["registry"],
  cases,
  ours,
  theirs,
  differences,
});
