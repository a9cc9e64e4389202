import type { ProxyHandler } from "./proxy.ts";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** Undefined = they do not expire. */
  expiration?: Date;
}

/** Returns credentials that are valid now. It is called again before each use. */
export type CredentialProvider = () => Promise<Credentials>;

/** Options for any SDK client. */
export interface ClientOptions {
  region: string;
  credentials: CredentialProvider;
  requestHandler: ProxyHandler;
}

/** The identity that a session uses. */
export interface Identity {
  provider: CredentialProvider;
  /** Variables by which a child process finds the same identity, and no other. */
  variables(): Promise<Record<string, string>>;
}
