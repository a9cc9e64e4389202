import { randomBytes } from "node:crypto";
import { Contents, Document, dictionary } from "../../base/store.ts";
import { AwsError } from "../errors.ts";

/** One version of an object, or a delete marker. */
export interface ObjectVersion {
  versionId: string;
  deleteMarker: boolean;
  /** Hex MD5, without quotes. */
  etag: string;
  size: number;
  /** Milliseconds since 1970. */
  lastModified: number;
  /** SHA-256 of the bytes, by which they are kept. */
  content: string;
  /** Headers to give back: content-type, x-amz-meta-…, encryption. */
  headers: Record<string, string>;
  /** Base64 by algorithm. */
  checksums: Record<string, string>;
}

export interface Bucket {
  name: string;
  ownerAccountId: string;
  region: string;
  createdAt: number;
  versioning: "" | "Enabled" | "Suspended";
  /** Settings as their documents: XML, and JSON for the policy; by subresource, e.g. `encryption`. */
  settings: Record<string, string>;
  /** Versions by key, newest first. */
  objects: Record<string, ObjectVersion[]>;
}

const NAME = /^(?!xn--)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const XMLNS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

/** What a new bucket has since April 2023: SSE-S3, no public access, no ACLs. */
export const DEFAULTS = {
  encryption: `<ServerSideEncryptionConfiguration ${XMLNS}><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>`,
  publicAccessBlock: `<PublicAccessBlockConfiguration ${XMLNS}><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>`,
  ownershipControls: `<OwnershipControls ${XMLNS}><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>`,
};

/** Every bucket there is: names are global, so other accounts' ones count too. */
export class Buckets {
  readonly contents: Contents;
  private readonly world: Document<Record<string, Bucket>>;

  constructor(directory: string | undefined) {
    this.contents = new Contents(directory);
    this.world = new Document<Record<string, Bucket>>(
      directory,
      "buckets",
      dictionary(),
      (loaded) => {
        for (const bucket of Object.values(loaded)) bucket.objects = dictionary(bucket.objects);
        return dictionary(loaded);
      },
    );
  }

  all(): Bucket[] {
    return Object.values(this.world.value).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find(name: string): Bucket | undefined {
    return this.world.value[name];
  }

  /** @throws AwsError NoSuchBucket, AccessDenied for somebody else's bucket */
  open(name: string, accountId: string): Bucket {
    const bucket = this.find(name);
    if (bucket === undefined)
      throw new AwsError("NoSuchBucket", 404, "The specified bucket does not exist", {
        BucketName: name,
      });
    if (bucket.ownerAccountId !== accountId)
      throw new AwsError("AccessDenied", 403, "Access Denied", { BucketName: name });
    return bucket;
  }

  /** @throws AwsError InvalidBucketName, BucketAlreadyOwnedByYou, BucketAlreadyExists */
  create(name: string, ownerAccountId: string, region: string): Bucket {
    if (!NAME.test(name))
      throw new AwsError("InvalidBucketName", 400, "The specified bucket is not valid.", {
        BucketName: name,
      });
    const existing = this.find(name);
    if (existing !== undefined) throw taken(existing, ownerAccountId);
    const bucket: Bucket = {
      ...{ name, ownerAccountId, region, createdAt: Date.now(), versioning: "" },
      settings: { ...DEFAULTS },
      objects: dictionary(),
    };
    this.world.value[name] = bucket;
    this.save();
    return bucket;
  }

  /** @throws AwsError BucketNotEmpty */
  remove(bucket: Bucket): void {
    if (Object.values(bucket.objects).some((versions) => versions.length > 0))
      throw new AwsError("BucketNotEmpty", 409, "The bucket you tried to delete is not empty", {
        BucketName: bucket.name,
      });
    Reflect.deleteProperty(this.world.value, bucket.name);
    this.save();
  }

  save(): void {
    this.world.save();
  }

  /** Drops the bytes of removed versions that nothing else uses. */
  release(versions: ObjectVersion[]): void {
    const used = this.all().flatMap(({ objects }) => Object.values(objects).flat());
    this.contents.keepOnly(
      new Set(used.map(({ content }) => content)),
      versions.map(({ content }) => content),
    );
  }
}

function taken({ name, ownerAccountId }: Bucket, accountId: string): AwsError {
  const details = { BucketName: name };
  return ownerAccountId === accountId
    ? new AwsError(
        "BucketAlreadyOwnedByYou",
        409,
        "Your previous request to create the named bucket succeeded and you already own it.",
        details,
      )
    : new AwsError(
        "BucketAlreadyExists",
        409,
        "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
        details,
      );
}

/** The newest version of an object; undefined when there is none or it is deleted. */
export function currentVersion(bucket: Bucket, key: string): ObjectVersion | undefined {
  const newest = bucket.objects[key]?.[0];
  return newest?.deleteMarker === true ? undefined : newest;
}

/** Puts a version on top; without versioning it replaces what was there. Returns what fell out. */
export function addVersion(
  bucket: Bucket,
  key: string,
  version: Omit<ObjectVersion, "versionId">,
): { added: ObjectVersion; replaced: ObjectVersion[] } {
  const before = bucket.objects[key] ?? [];
  const keeps = bucket.versioning === "Enabled";
  const added = { ...version, versionId: keeps ? randomBytes(24).toString("base64url") : "null" };
  // Suspended or never enabled: the one "null" version is replaced, older numbered ones stay.
  const kept = keeps ? before : before.filter(({ versionId }) => versionId !== "null");
  bucket.objects[key] = [added, ...kept];
  return { added, replaced: before.filter((old) => !kept.includes(old)) };
}

/** Takes versions out for good. */
export function dropVersion(bucket: Bucket, key: string, versionId: string): ObjectVersion[] {
  const before = bucket.objects[key] ?? [];
  const kept = before.filter((version) => version.versionId !== versionId);
  if (kept.length > 0) bucket.objects[key] = kept;
  else Reflect.deleteProperty(bucket.objects, key);
  return before.filter((version) => !kept.includes(version));
}
