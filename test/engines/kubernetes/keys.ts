import { generateKeyPairSync, randomBytes, webcrypto } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
// The certificate package injects its algorithms and needs this before it.
import "reflect-metadata";
import * as x509 from "@peculiar/x509";

/** One key with its certificate, PEM. */
export interface KeyPair {
  key: string;
  certificate: string;
}

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

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const LIFETIME_MS = 30 * 24 * 3600 * 1000;

interface Authority {
  name: string;
  pair: webcrypto.CryptoKeyPair;
  certificate: x509.X509Certificate;
}

/** Makes new keys; nothing is shared between two clusters. */
export async function makeKeys(): Promise<ClusterKeys> {
  x509.cryptoProvider.set(webcrypto);
  const authority = await makeAuthority("CN=engine-ca");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    authority: authority.certificate.toString("pem"),
    server: await sign(authority, "CN=kube-apiserver", [
      new x509.SubjectAlternativeNameExtension([
        { type: "ip", value: "127.0.0.1" },
        { type: "dns", value: "localhost" },
        { type: "dns", value: "kubernetes.default.svc" },
      ]),
    ]),
    kubeletClient: await sign(authority, "O=system:masters, CN=kube-apiserver-kubelet-client", []),
    serviceAccountKey: privateKey.export({ type: "pkcs1", format: "pem" }) as string,
    adminToken: randomBytes(24).toString("hex"),
  };
}

const validity = (): { notBefore: Date; notAfter: Date } => ({
  // Clocks of the parts may differ by a moment.
  notBefore: new Date(Date.now() - 60_000),
  notAfter: new Date(Date.now() + LIFETIME_MS),
});
const serialNumber = (): string => `01${randomBytes(12).toString("hex")}`;

async function makePair(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

async function makeAuthority(name: string): Promise<Authority> {
  const pair = await makePair();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys: pair,
    serialNumber: serialNumber(),
    ...validity(),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  return { name, pair, certificate };
}

async function sign(
  authority: Authority,
  subject: string,
  extensions: x509.Extension[],
): Promise<KeyPair> {
  const pair = await makePair();
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: authority.name,
    publicKey: pair.publicKey,
    signingKey: authority.pair.privateKey,
    serialNumber: serialNumber(),
    ...validity(),
    signingAlgorithm: ALGORITHM,
    extensions,
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", pair.privateKey));
  const lines = pkcs8.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    key: ["-----BEGIN PRIVATE KEY-----", ...lines, "-----END PRIVATE KEY-----", ""].join("\n"),
    certificate: certificate.toString("pem"),
  };
}

/** Writes the files that the servers read, readable by us only. */
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
