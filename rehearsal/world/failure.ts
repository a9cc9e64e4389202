import type { Fault } from "../base/faults.ts";
import type { Failure as PodFailure } from "../kubernetes/failures.ts";
import type { FileEdit } from "./file-edit.ts";

/** What `--fail` breaks. */
export interface Failure {
  /** How the pods of a workload fail. */
  kubernetes?: PodFailure;
  /** The workload is a Job, which has no image named after it. */
  isOfJob?: true;
  /** A request to AWS that gets a scripted answer. */
  aws?: Fault;
  /** A request to the registry of the first account that gets a scripted answer. */
  registry?: Fault;
  /** A manual scale of a Deployment between the plan of a pull request and its merge. */
  scaledByHand?: { deployment: string; replicas: number };
  /** What the run's commit breaks. */
  fileEdit?: FileEdit;
  /** A port that is manually opened to everybody in the default security groups before the last run. */
  openedByHand?: number;
  /** Name of the folder whose change goes live while the run waits for its environment. */
  newerCommit?: string;
  /** Another run holds the environment's lease. */
  leaseHeld?: boolean;
  /** The tags for the commit already exist and name images of another pipeline. */
  commitTagsTaken?: boolean;
  /** Inputs of called workflows that are added if the caller does not set them. */
  calledWith?: Readonly<Record<string, string>>;
}
