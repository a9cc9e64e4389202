import type { Failure } from "../kubernetes/failures.ts";
import type { FoundImage } from "../kubernetes/kubelet/image-fit.ts";

// Messages between the rehearsal and the program that runs an engine for it. The engines' own code is not part of the
// rehearsal, so it runs in a process of its own, and everything that they share is here.

/** What the program of the control plane is given to start, as JSON in its first argument. */
export interface ControlPlaneOptions {
  failures: readonly Failure[];
  /** http URL that reviews every bearer token but the administrator's. Undefined: there are no others. */
  tokenWebhook?: string;
}

/** A control plane that runs. */
export interface ControlPlane {
  /** https://127.0.0.1:PORT */
  url: string;
  /** PEM */
  certificateAuthority: string;
  /** Text of a kubeconfig file with the administrator's token, on one line. */
  kubeconfig: string;
  /** Folder with `kubectl`, and `helm` where that is installed. */
  bin: string;
  /** What is missing on this machine, for people. */
  notes: string[];
}

/** The kubelet wants to know what the registry has, for a node of an architecture. */
export interface ImageQuestion {
  id: number;
  image: string;
  architecture: string;
}

/** What became of the start of a program: the engine that runs, or why it does not, in one line. */
export type Outcome<Ready> = { ready: Ready } | { problem: string };

/** What the program of a registry is given to start. */
export interface StorageOptions {
  /** Folder of its images. */
  storage: string;
}

/** A docker-registry that runs. */
export interface RunningRegistry {
  /** http://127.0.0.1:PORT */
  url: string;
}

/** To the program of the control plane. */
export interface ImageAnswer {
  id: number;
  /** Left out: the image can be pulled, and nothing more is known of it. */
  found?: FoundImage;
}
