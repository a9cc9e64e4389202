import { service } from "../service.ts";
import { cases } from "./cases.ts";
import { differences } from "./differences.ts";
import { ours } from "./ours.ts";
import { theirs } from "./theirs.ts";

/** ECR: the embedded one and moto. */
export const ecr = service({
  ...{ name: "ecr", engines: ["moto"] },
  ...{ cases, ours, theirs, differences },
});
