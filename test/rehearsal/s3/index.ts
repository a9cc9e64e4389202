import { openOurs } from "../aws/ours.ts";
import { openMoto } from "../aws/theirs.ts";
import { service } from "../service.ts";
import { cases } from "./cases.ts";
import { sideOf } from "./client.ts";
import { differences } from "./differences.ts";

/** S3: the embedded one and moto. */
export const s3 = service({
  name: "s3",
  engines: ["moto", "terraform"],
  cases,
  differences,
  ours: async () => sideOf(await openOurs()),
  theirs: async () => sideOf(await openMoto()),
});
