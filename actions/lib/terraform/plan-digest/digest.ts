import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { Json } from "../json.ts";
import { canonicalText } from "./canonical.ts";
import type { Manifest } from "./manifest.ts";

/** Bytes of the key, as many as the output of SHA-256: https://www.rfc-editor.org/rfc/rfc2104#section-3 */
export const KEY_BYTES = 32;

/** What a digest is valid for. An equal plan for anything else has another digest. */
export interface Binding {
  /** The state identity. The key belongs to the selected Terraform workspace. */
  state: {
    bucket: string;
    key: string;
    /**
     * Identifies the state; undefined as long as it does not exist. A state that is created again has another lineage.
     */
    lineage: string | undefined;
  };
  environment: string;
  /** Id of the release of a promotion or rollback; undefined for a plan of the checked-out commit. */
  release: string | undefined;
  /** What the plan is made for, such as apply or destroy. */
  command: string;
}

/** The form of a digest. */
export const DIGEST_FORM = /^hmac-sha256:[0-9a-f]{64}$/;

/**
 * Converts bytes to a key.
 * @throws Error if there are not 32 bytes
 */
export function keyFrom(bytes: Buffer): KeyObject {
  if (bytes.length !== KEY_BYTES)
    throw new Error(`the digest key has ${bytes.length} bytes, not ${KEY_BYTES}`);
  return createSecretKey(bytes);
}

/** Returns the digest of a plan: HMAC of what it does and of its purpose. */
export function digestOf(manifest: Manifest, binding: Binding, key: KeyObject): string {
  const { state, environment, release, command } = binding;
  const { bucket, key: stateKey, lineage } = state;
  const bound = [bucket, stateKey, lineage ?? null, environment, release ?? null, command];
  const text = `manifest\n${canonicalText(bound)}\n${canonicalText(manifest as unknown as Json)}`;
  return `hmac-sha256:${createHmac("sha256", key).update(text).digest("hex")}`;
}

/** Returns whether two digests are equal. The time of the comparison does not reveal where they differ. */
export const equalDigests = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
