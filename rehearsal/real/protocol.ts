import type { Failure } from "../kubernetes/failures.ts";
import type { FoundImage } from "../kubernetes/kubelet/image-fit.ts";

// Messages between the rehearsal and a program that runs an engine for it. The engines' own code is not part of the
// rehearsal, so it runs in a separate process. Everything that the two processes share is in this file.

/** The start options of the control plane's program, as JSON in its first argument. */
export interface ControlPlaneOptions {
  failures: readonly Failure[];
  /** http URL that reviews every bearer token except the administrator's. Undefined: no other tokens are valid. */
  tokenWebhook?: string;
}

/** A running control plane. */
export interface ControlPlane {
  /** https://127.0.0.1:PORT */
  url: string;
  /** PEM */
  certificateAuthority: string;
  /** Text of a kubeconfig file with the administrator's token, on one line. */
  kubeconfig: string;
  /** Folder with `kubectl`, and with `helm` if it is installed. */
  bin: string;
  /** Sentences for people about what is missing on this machine. */
  notes: string[];
}

/** A question of the kubelet: what the registry has for a node of an architecture. */
export interface ImageQuestion {
  id: number;
  image: string;
  architecture: string;
}

/** The result of starting a program: the running engine, or one line that says why it does not run. */
export type Outcome<Ready> = { ready: Ready } | { problem: string };

/** The start options of a registry's program. */
export interface StorageOptions {
  /** Folder of its images. */
  storage: string;
}

/** A running docker-registry. */
export interface RunningRegistry {
  /** http://127.0.0.1:PORT */
  url: string;
}

/** The answer to the control plane's program. */
export interface ImageAnswer {
  id: number;
  /** If omitted, the image can be pulled, and nothing more is known about it. */
  found?: FoundImage;
}
