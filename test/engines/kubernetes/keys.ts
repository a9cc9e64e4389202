import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import {
  createAuthority,
  issueClientCertificate,
  issueServerCertificate,
  type KeyPair,
} from "../../../rehearsal/base/certificates.ts";

/** Everything secret of one throw-away cluster. */
export interface ClusterKeys {
  /** Certificate of the authority that signed all others, PEM. */
  authority: string;
  /** Serves the API server and the kubelet. */
  server: KeyPair;
  /** The API server's own when it asks a kubelet for logs. */
  kubeletClient: KeyPair;
  /** Private key that signs service account tokens, PEM. */
  serviceAccountKey: string;
  adminToken: string;
}

/** New keys; nothing is shared between two clusters. */
export async function createKeys(): Promise<ClusterKeys> {
  const authority = await createAuthority("engine-ca");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const kubeletClient = "O=system:masters, CN=kube-apiserver-kubelet-client";
  return {
    authority: authority.certificate,
    server: await issueServerCertificate(authority, "CN=kube-apiserver"),
    kubeletClient: await issueClientCertificate(authority, kubeletClient),
    serviceAccountKey: privateKey.export({ type: "pkcs1", format: "pem" }) as string,
    adminToken: randomBytes(24).toString("hex"),
  };
}

/** Writes the files that the servers read, readable by their owner only. */
export async function writeKeys(keys: ClusterKeys, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const files: Record<string, string> = {
    "ca.crt": keys.authority,
    "server.key": keys.server.key,
    "server.crt": keys.server.certificate,
    "kubelet-client.key": keys.kubeletClient.key,
    "kubelet-client.crt": keys.kubeletClient.certificate,
    "service-account.key": keys.serviceAccountKey,
    "tokens.csv": `${keys.adminToken},admin,admin,"system:masters"\n`,
  };
  for (const [name, text] of Object.entries(files)) {
    await writeFile(path.join(directory, name), text, { mode: 0o600 });
  }
}
