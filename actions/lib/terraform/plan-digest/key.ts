import { randomBytes } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { encryptionOf } from "../../aws/object-encryption.ts";
import { codeOf } from "../../aws/sdk-error.ts";
import type { S3Backend } from "../backend.ts";
import type { RootModule } from "../root-module.ts";
import { openS3 } from "../state-store.ts";
import { KEY_BYTES, keyFrom } from "./digest.ts";

/** The place of an environment's random key, with which its plans are compared. */
export interface DigestKeySource {
  /** Address for messages: s3://bucket/dev/digest-key. */
  readonly address: string;
  /**
   * Reads the key; undefined if there is no key yet.
   * @throws Error if it cannot be read
   */
  read(): Promise<KeyObject | undefined>;
  /**
   * Creates the key if there is none; otherwise reads the existing one.
   * @throws Error if it cannot be written
   */
  create(): Promise<KeyObject>;
}

/**
 * Returns the key of an environment in the state's bucket. Anyone who can read the key can also read the values in the
 * state.
 */
export function digestKeyIn(
  backend: S3Backend,
  environment: string,
  { environment: variables, job }: RootModule,
): DigestKeySource {
  const s3 = openS3(backend, { environment: variables, job });
  const object = { Bucket: backend.bucket, Key: `${environment}/digest-key` };
  const accept = (text: string): KeyObject => {
    job.mask(text.trim());
    return keyFrom(Buffer.from(text, "base64"));
  };
  const read = async (): Promise<KeyObject | undefined> => {
    try {
      const { Body } = await s3.send(new GetObjectCommand(object));
      return accept((await Body?.transformToString()) ?? "");
    } catch (error) {
      if (codeOf(error) === "NoSuchKey") return undefined;
      throw error;
    }
  };
  const create = async (): Promise<KeyObject> => {
    const text = randomBytes(KEY_BYTES).toString("base64");
    try {
      const how = { ...encryptionOf(backend.encryption), IfNoneMatch: "*" };
      await s3.send(new PutObjectCommand({ ...object, ...how, Body: text }));
      return accept(text);
    } catch (error) {
      // Another job was faster, or an answer was lost and the request was repeated: the existing key counts.
      const present = isTaken(error) ? await read() : undefined;
      if (present === undefined) throw error;
      return present;
    }
  };
  return { address: `s3://${object.Bucket}/${object.Key}`, read, create };
}

/**
 * Returns whether the key already exists.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
const isTaken = (error: unknown): boolean =>
  ["PreconditionFailed", "ConditionalRequestConflict"].includes(codeOf(error));
