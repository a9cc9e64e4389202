import { besideMoto } from "../aws/beside-moto.ts";
import { cases } from "./cases.ts";
import { sideOf } from "./client.ts";
import { differences } from "./differences.ts";

/** Compares the embedded STS with moto. */
export const sts = besideMoto({ name: "sts", cases, differences, sideOf });
