// @peculiar/x509 needs it in place before it loads.
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  cryptoProvider,
} from "@peculiar/x509";

/** A CA of a world's own, in PEM. The key signs only this world's API server. */
export interface Authority {
  certificate: string;
  key: string;
}

export interface ServerCertificate {
  certificate: string;
  key: string;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY = 24 * 3600 * 1000;

function ready(): webcrypto.Crypto {
  const engine = webcrypto;
  cryptoProvider.set(engine as unknown as Parameters<typeof cryptoProvider.set>[0]);
  return engine;
}

async function keyText(engine: webcrypto.Crypto, key: webcrypto.CryptoKey): Promise<string> {
  return PemConverter.encode(await engine.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}

const validity = () => ({
  notBefore: new Date(Date.now() - DAY),
  notAfter: new Date(Date.now() + 3650 * DAY),
});

export async function createAuthority(): Promise<Authority> {
  const engine = ready();
  const keys = await engine.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: "CN=kubernetes",
    keys,
    signingAlgorithm: ALGORITHM,
    ...validity(),
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    certificate: `${certificate.toString("pem")}\n`,
    key: await keyText(engine, keys.privateKey),
  };
}

/** A server certificate for 127.0.0.1 and the names under which pods know the API. */
export async function issueServerCertificate(authority: Authority): Promise<ServerCertificate> {
  const engine = ready();
  const issuer = new X509Certificate(authority.certificate);
  const signingKey = await engine.subtle.importKey(
    "pkcs8",
    PemConverter.decodeFirst(authority.key),
    ALGORITHM,
    false,
    ["sign"],
  );
  const keys = await engine.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.create({
    subject: "CN=kube-apiserver",
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: ALGORITHM,
    ...validity(),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([
        { type: "ip", value: "127.0.0.1" },
        { type: "dns", value: "localhost" },
        { type: "dns", value: "kubernetes.default.svc" },
      ]),
    ],
  });
  return { certificate: certificate.toString("pem"), key: await keyText(engine, keys.privateKey) };
}
