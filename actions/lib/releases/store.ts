import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { S3ClientConfig } from "@aws-sdk/client-s3";
import { encryptionOf } from "../aws/object-encryption.ts";
import type { Encryption } from "../aws/object-encryption.ts";
import { codeOf } from "../aws/sdk-error.ts";
import { doubling, retry, spread, systemClock } from "../retry.ts";
import type { Clock } from "../retry.ts";
import { ActionError } from "../runtime/errors.ts";
import { isConflict, isTransient, toStoreError } from "./failure.ts";

/** An object that was read. */
interface Stored {
  bytes: Uint8Array;
  /** Names this version. A replacement must state it. */
  etag: string;
}

/** Where the releases of one environment are kept. Names are relative to it, such as `lease.json`. */
export interface Store {
  readonly environment: string;
  /** Such as s3://bucket/environment. */
  readonly address: string;
  /**
   * Returns milliseconds since the epoch by the clock of the store, which all runs share. The clocks of runners differ.
   * @throws ActionError as `read`
   */
  now(): Promise<number>;
  /**
   * Reads an object. Undefined = there is no such object.
   * @throws ActionError `store-unavailable`, `store-refused`, `access-denied`, `bucket-missing`, `credentials-expired`,
   *   and `cancelled` if a cancel ended the wait for another attempt
   */
  read(name: string): Promise<Stored | undefined>;
  /**
   * Writes an object that must not exist yet. If an object with the same bytes exists, it counts as written: a repeated
   * write looks like this if the first answer was lost.
   * @returns its etag; undefined if another object is there
   * @throws ActionError as `read`
   */
  create(name: string, bytes: Uint8Array): Promise<string | undefined>;
  /**
   * Replaces the version of an object that was read. The same bytes count as written, as in `create`.
   * @returns the new etag; undefined if the object was replaced or removed in the meantime
   * @throws ActionError as `read`
   */
  replace(name: string, bytes: Uint8Array, etag: string): Promise<string | undefined>;
  /**
   * Lists the names that begin with the prefix, sorted.
   * @throws ActionError as `read`
   */
  list(prefix: string): Promise<string[]>;
}

interface StorePlace {
  bucket: string;
  environment: string;
  /** The account that must own the bucket; S3 checks it on every call. Undefined = any account. */
  accountId?: string | undefined;
  /** How written objects are encrypted; undefined = the bucket decides. */
  encryption?: Encryption | undefined;
}

/** The signal that ends the waits of a store, and the source of its time. */
interface StoreLimits {
  /** A cancelled job waits for no further attempt. The first attempt is still made: what remains must be recorded. */
  cancelled: AbortSignal;
  clock?: Clock;
}

/** Opens the store of an environment. Nothing is sent yet. */
export const openStore = (place: StorePlace, client: S3ClientConfig, limits: StoreLimits): Store =>
  new S3Store(place, client, limits);

class S3Store implements Store {
  readonly environment: string;
  readonly address: string;
  readonly #bucket: { Bucket: string; ExpectedBucketOwner: string | undefined };
  readonly #encryption: Encryption | undefined;
  readonly #client: S3Client;
  readonly #clock: Clock;
  readonly #cancelled: AbortSignal;
  /** Milliseconds to add to the runner's clock. The first answer sets it. */
  #skew: number | undefined;

  constructor(
    { bucket, environment, accountId, encryption }: StorePlace,
    client: S3ClientConfig,
    { cancelled, clock = systemClock }: StoreLimits,
  ) {
    this.environment = environment;
    this.address = `s3://${bucket}/${environment}`;
    this.#encryption = encryption;
    this.#bucket = { Bucket: bucket, ExpectedBucketOwner: accountId };
    // The only retry is the one below: if the SDK repeated a write by itself, the result could not be distinguished
    // from a conflict.
    this.#client = new S3Client({ ...client, maxAttempts: 1 });
    this.#clock = clock;
    this.#cancelled = cancelled;
    this.#observeDates();
  }

  async now(): Promise<number> {
    if (this.#skew === undefined) await this.read("lease.json");
    if (this.#skew !== undefined) return this.#clock.now() + this.#skew;
    throw new ActionError({
      reason: "store-unavailable",
      message: `the answers for ${this.address} have no Date header, so the time of the store is not known`,
      fix: "let the proxy of the runner pass the headers of S3",
    });
  }

  async read(name: string): Promise<Stored | undefined> {
    const command = { ...this.#bucket, Key: this.#keyOf(name) };
    return await this.#send("GetObject", name, async () => {
      try {
        const { Body, ETag = "" } = await this.#client.send(new GetObjectCommand(command));
        return { bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(), etag: ETag };
      } catch (error) {
        if (codeOf(error) === "NoSuchKey") return undefined;
        throw error;
      }
    });
  }

  create(name: string, bytes: Uint8Array): Promise<string | undefined> {
    return this.#write(name, bytes, { IfNoneMatch: "*" });
  }

  replace(name: string, bytes: Uint8Array, etag: string): Promise<string | undefined> {
    return this.#write(name, bytes, { IfMatch: etag });
  }

  async list(prefix: string): Promise<string[]> {
    const names: string[] = [];
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        ...this.#bucket,
        Prefix: this.#keyOf(prefix),
        ...(token === undefined ? {} : { ContinuationToken: token }),
      });
      const page = await this.#send("ListObjectsV2", prefix, () => this.#client.send(command));
      for (const { Key = "" } of page.Contents ?? [])
        names.push(Key.slice(this.environment.length + 1));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return names.sort();
  }

  async #write(
    name: string,
    bytes: Uint8Array,
    condition: { IfNoneMatch: string } | { IfMatch: string },
  ): Promise<string | undefined> {
    const object = { ...this.#bucket, Key: this.#keyOf(name), Body: bytes, ...condition };
    const ContentType = name.endsWith(".json") ? "application/json" : "application/octet-stream";
    const written = await this.#send("PutObject", name, async () => {
      try {
        const how = encryptionOf(this.#encryption);
        const command = new PutObjectCommand({ ...object, ...how, ContentType });
        return (await this.#client.send(command)).ETag ?? "";
      } catch (error) {
        if (isConflict(error)) return undefined;
        throw error;
      }
    });
    if (written !== undefined) return written;
    const found = await this.read(name);
    return found !== undefined && Buffer.compare(found.bytes, bytes) === 0 ? found.etag : undefined;
  }

  async #send<T>(operation: string, name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await retry(work, {
        attempts: 6,
        delay: doubling(250),
        jitter: spread(),
        isTransient: isTransient,
        clock: this.#clock,
        signal: this.#cancelled,
      });
    } catch (error) {
      if (isTransient(error)) this.#cancelled.throwIfAborted();
      throw toStoreError(error, operation, `${this.address}/${name}`);
    }
  }

  #keyOf(name: string): string {
    return `${this.environment}/${name}`;
  }

  /** Reads the difference between the runner's clock and the store's from the first answer, even if it is a refusal. */
  #observeDates(): void {
    this.#client.middlewareStack.add(
      (next) => async (args) => {
        const sentAt = this.#clock.now();
        const result = await next(args);
        const { headers = {} } = result.response as { headers?: Record<string, string> };
        const date = Date.parse(headers["date"] ?? "");
        // The header has whole seconds: on average the true time is half a second later.
        if (this.#skew === undefined && !Number.isNaN(date))
          this.#skew = date + 500 - (sentAt + this.#clock.now()) / 2;
        return result;
      },
      { step: "deserialize", priority: "low", name: "observeDates" },
    );
  }
}
