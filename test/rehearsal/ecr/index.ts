import { besideMoto } from "../aws/beside-moto.ts";
import { cases } from "./cases.ts";
import { sideOf } from "./client.ts";
import { differences } from "./differences.ts";

/** Compares the embedded ECR with moto. */
export const ecr = besideMoto({ name: "ecr", cases, differences, sideOf });
