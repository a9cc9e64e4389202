import { service } from "../service.ts";
import { cases } from "./cases.ts";
import { differences } from "./differences.ts";
import { ours } from "./ours.ts";
import { theirs } from "./theirs.ts";

/** Compares the replayed providers with hashicorp/aws on moto and with recordings of hashicorp/kubernetes. */
export const providers = service({
  name: "providers",
  engines: ["terraform", "provider-mirror", "moto"],
  cases,
  ours,
  theirs,
  differences,
});
