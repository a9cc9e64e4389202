import { randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, importJWK, SignJWT, type CryptoKey, type JWK } from "jose";
import { Document } from "../../base/store.ts";

interface SavedKey {
  private?: JWK;
  public?: JWK;
}

const ALGORITHM = "RS256";

/** Signs the tokens of this GitHub with one key, which is kept for as long as the world. */
export class Signer {
  /** The public key set. */
  readonly jwks: { keys: JWK[] };
  private readonly key: CryptoKey | Uint8Array;
  private readonly keyId: string;

  private constructor(saved: Required<SavedKey>, key: CryptoKey | Uint8Array) {
    this.jwks = { keys: [saved.public] };
    this.keyId = saved.public.kid ?? "";
    this.key = key;
  }

  static async open(directory: string | undefined): Promise<Signer> {
    const document = new Document<SavedKey>(directory, "signing-key", {});
    const saved = { ...(await newKey(document.value)), ...document.value };
    Object.assign(document.value, saved);
    document.save();
    return new Signer(saved, await importJWK(saved.private, ALGORITHM));
  }

  /** @param times seconds since 1970 */
  sign(
    claims: Record<string, unknown>,
    times: { issuedAt: number; notBefore: number; expires: number },
  ): Promise<string> {
    return new SignJWT({ jti: randomUUID(), ...claims })
      .setProtectedHeader({ alg: ALGORITHM, typ: "JWT", kid: this.keyId })
      .setIssuedAt(times.issuedAt)
      .setNotBefore(times.notBefore)
      .setExpirationTime(times.expires)
      .sign(this.key);
  }
}

async function newKey(saved: SavedKey): Promise<Required<SavedKey>> {
  if (saved.private !== undefined && saved.public !== undefined)
    return { private: saved.private, public: saved.public };
  const pair = await generateKeyPair(ALGORITHM, { extractable: true });
  const kid = randomUUID();
  const purpose = { kid, alg: ALGORITHM, use: "sig" };
  return {
    private: { ...(await exportJWK(pair.privateKey)), ...purpose },
    public: { ...(await exportJWK(pair.publicKey)), ...purpose },
  };
}
