import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import {
  createAuthority,
  issueClientCertificate,
  issueServerCertificate,
  type KeyPair,
} from "../../../rehearsal/base/certificates.ts";

/** All keys and certificates of one temporary cluster. */
export interface ClusterKeys {
  /** PEM certificate of the authority that signed all other certificates. */
  authority: string;
  /** Server certificate of the API server and of the kubelet. */
  server: KeyPair;
  /** Client certificate of the API server for requests to a kubelet, such as for logs. */
  kubeletClient: KeyPair;
  /** PEM private key that signs service account tokens. */
  serviceAccountKey: string;
  adminToken: string;
}

/** Creates new keys. Two clusters never share keys. */
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

/** Writes the files that the servers read. Only their owner can read them. */
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
