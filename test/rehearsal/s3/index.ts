import { besideMoto } from "../aws/beside-moto.ts";
import { cases } from "./cases.ts";
import { sideOf } from "./client.ts";
import { differences } from "./differences.ts";

/** S3: the embedded one and moto. */
export const s3 = besideMoto({ name: "s3", engines: ["terraform"], cases, differences, sideOf });
