import { besideMoto } from "../aws/beside-moto.ts";
import { cases } from "./cases.ts";
import { sideOf } from "./client.ts";
import { differences } from "./differences.ts";

/** Compares the embedded Secrets Manager with moto. */
export const secretsmanager = besideMoto({ name: "secretsmanager", cases, differences, sideOf });
