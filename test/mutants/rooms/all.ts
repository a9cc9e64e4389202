import type { Mutant, PlacedMutant } from "../mutant.ts";
import { buildPushEcr } from "./build-push-ecr.ts";
import { kubeDeploy } from "./kube-deploy.ts";
import { libTerraform } from "./lib-terraform.ts";
import { lib } from "./lib.ts";
import { planAndComment } from "./plan-and-comment.ts";
import { rehearsal } from "./rehearsal.ts";
import { setupTerraformBackend } from "./setup-terraform-backend.ts";

const ROOMS: Readonly<Record<string, readonly Mutant[]>> = {
  lib,
  "lib-terraform": libTerraform,
  "build-push-ecr": buildPushEcr,
  "kube-deploy": kubeDeploy,
  "plan-and-comment": planAndComment,
  "setup-terraform-backend": setupTerraformBackend,
  rehearsal,
};

/** Every mutant, room by room. */
export const MUTANTS: readonly PlacedMutant[] = Object.entries(ROOMS).flatMap(([room, mutants]) =>
  mutants.map((mutant) => ({ room, ...mutant })),
);
