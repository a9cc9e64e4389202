import { besideMoto } from "../aws/beside-moto.ts";
import { cases } from "./cases.ts";
import { sideOf } from "./client.ts";
import { differences } from "./differences.ts";

/** ECR: the embedded one and moto. */
export const ecr = besideMoto({ name: "ecr", cases, differences, sideOf });
