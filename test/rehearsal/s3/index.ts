import { service } from "../service.ts";
import { cases } from "./cases.ts";
import { differences } from "./differences.ts";
import { ours } from "./ours.ts";
import { theirs } from "./theirs.ts";

/** S3: the embedded one and moto. */
export const s3 = service({
  ...{ name: "s3", engines: ["moto", "terraform"] },
  ...{ cases, ours, theirs, differences },
});
