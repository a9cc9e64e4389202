import type { FileMutants, PlacedMutant } from "../mutant.ts";
import { buildPushEcr } from "./build-push-ecr.ts";
import { kubeDeploy } from "./kube-deploy.ts";
import { libTerraform } from "./lib-terraform.ts";
import { lib } from "./lib.ts";
import { planAndComment } from "./plan-and-comment.ts";
import { rehearsal } from "./rehearsal.ts";
import { setupTerraformBackend } from "./setup-terraform-backend.ts";

const ROOMS: readonly [room: string, folder: string, mutants: FileMutants][] = [
  ["lib", "actions/lib", lib],
  ["lib-terraform", "actions/lib/terraform", libTerraform],
  ["build-push-ecr", "actions/build-push-ecr/src", buildPushEcr],
  ["kube-deploy", "actions/kube-deploy/src", kubeDeploy],
  ["plan-and-comment", "actions/plan-and-comment/src", planAndComment],
  ["setup-terraform-backend", "actions/setup-terraform-backend/src", setupTerraformBackend],
  ["rehearsal", "rehearsal", rehearsal],
];

/** Every mutant, room by room and file by file. */
export const MUTANTS: readonly PlacedMutant[] = ROOMS.flatMap(([room, folder, files]) =>
  Object.entries(files).flatMap(([file, mutants]) =>
    Object.entries(mutants).map(([id, bug]) => ({ room, id, file: `${folder}/${file}`, ...bug })),
  ),
);
