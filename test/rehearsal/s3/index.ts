import { besideMoto } from "../aws/beside-moto.ts";
import { cases } from "./cases.ts";
import { sideOf } from "./client.ts";
import { differences } from "./differences.ts";

/** Compares the embedded S3 with moto. */
export const s3 = besideMoto({ name: "s3", engines: ["terraform"], cases, differences, sideOf });
