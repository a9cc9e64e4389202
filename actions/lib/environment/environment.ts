import type { FreezeWindow } from "./freeze.ts";

/** The workspaces of an environment. */
export const PARTS = ["infrastructure", "kubernetes"] as const;
export type Part = (typeof PARTS)[number];

export const ROLES = ["plan", "push", "deploy"] as const;
export type Role = (typeof ROLES)[number];

/** A valid environment file, with the defaults filled in. */
export interface Environment {
  /** The base name of its file, which is also the name of GitHub's environment. */
  name: string;
  /** Path of the file, from the repository's root. */
  file: string;
  region: string;
  /** Twelve digits. */
  account: string;
  state: {
    bucket: string;
    keys: Readonly<Record<Part, string>>;
    /** Undefined = the key of the bucket. */
    kmsKeyId: string | undefined;
  };
  /** ARNs. `push` is undefined if images are promoted from another environment, or if none are built. */
  roles: Readonly<Record<Exclude<Role, "push">, string> & { push: string | undefined }>;
  variableFiles: Readonly<Record<Part, readonly string[]>>;
  /** Entries of `variables-from-secret`. */
  variablesFromSecret: Readonly<Record<Part, readonly string[]>>;
  /** Prefix of each image's repository; "" = no prefix. */
  imagePrefix: string;
  /** The environment whose releases are promoted to this one. */
  promoteFrom: string | undefined;
  /** Milliseconds that a release must have been live in `promoteFrom`. */
  minSoak: number;
  freeze: readonly FreezeWindow[];
}

/**
 * Returns the key of a state if the environment file gives none. The environment comes first, so that IAM can restrict
 * access to it.
 */
export const defaultKey = (environment: string, part: Part): string =>
  `${environment}/${part}.tfstate`;
