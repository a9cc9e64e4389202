import { service } from "../service.ts";
import { cases } from "./cases.ts";
import { differences } from "./differences.ts";
import { ours } from "./ours.ts";
import { theirs } from "./theirs.ts";

/** STS: the embedded one and moto. */
export const sts = service({
  ...{ name: "sts", engines: ["moto"] },
  ...{ cases, ours, theirs, differences },
});
