import { service, type Service } from "../service.ts";
import { cases } from "./cases.ts";
import { differences } from "./differences.ts";
import { ours } from "./ours.ts";
import { theirs } from "./theirs.ts";

/** Compares the embedded Kubernetes API with a real control plane. */
export const kubernetes: Service = service({
  name: "kubernetes",
  engines: ["kubernetes"],
  cases,
  ours,
  theirs,
  differences,
});
