import type { Fault } from "../base/faults.ts";
import type { Failure as PodFailure } from "../kubernetes/failures.ts";
import type { FileEdit } from "./file-edit.ts";

/** What `--fail` breaks. */
export interface Failure {
  /** How the pods of a workload fail. */
  kubernetes?: PodFailure;
  /** The workload is a Job, which has no image of its own name. */
  isOfJob?: true;
  /** A request that AWS answers in its own way. */
  aws?: Fault;
  /** A request that the registry of the first account answers in its own way. */
  registry?: Fault;
  /** Somebody scales a Deployment by hand between the plan of a pull request and its merge. */
  scaledByHand?: { deployment: string; replicas: number };
  /** What the commit of the run breaks. */
  fileEdit?: FileEdit;
  /** Port that somebody opens to everybody in the default security groups, before the last run. */
  openedByHand?: number;
  /** Name of the folder whose edit goes live while the run waits for its environment. */
  newerCommit?: string;
  /** Another run holds the environment. */
  leaseHeld?: boolean;
  /** The tags of the commit name images of another pipeline. */
  commitTagsTaken?: boolean;
  /** Inputs of called workflows, as if the caller gave them where it gives none. */
  calledWith?: Readonly<Record<string, string>>;
}
