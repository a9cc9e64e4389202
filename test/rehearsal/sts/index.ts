import { besideMoto } from "../aws/beside-moto.ts";
import { cases } from "./cases.ts";
import { sideOf } from "./client.ts";
import { differences } from "./differences.ts";

/** STS: the embedded one and moto. */
export const sts = besideMoto({ name: "sts", cases, differences, sideOf });
