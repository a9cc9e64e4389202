import { Contents, dictionary, openRecords, type Document } from "../../base/store.ts";
import { AwsError } from "../errors.ts";

/** The newest version of an object. Older versions are not kept: no request of the pipeline reads one. */
export interface StoredObject {
  /** Hex MD5, without quotes. */
  etag: string;
  /** Bytes. */
  size: number;
  /** Milliseconds since 1970. */
  lastModified: number;
  /** SHA-256 of the bytes; they are stored under this hash. */
  content: string;
  /** Headers to return: the content type and the encryption. */
  headers: Record<string, string>;
  /** SHA-256 in base64, if the client stated it. */
  checksum?: string;
}

export interface Bucket {
  name: string;
  ownerAccountId: string;
  region: string;
  /** The documents exactly as clients put them (XML; JSON for the policy), by subresource, e.g. `encryption`. */
  settings: Record<string, string>;
  objects: Record<string, StoredObject>;
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const NAME = /^(?!xn--)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const XMLNS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

/**
 * The settings of every bucket created since April 2023: SSE-S3, no public access, no ACLs.
 * https://aws.amazon.com/blogs/aws/heads-up-amazon-s3-security-changes-are-coming-in-april-of-2023/
 */
const DEFAULTS = {
  encryption: `<ServerSideEncryptionConfiguration ${XMLNS}><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>`,
  publicAccessBlock: `<PublicAccessBlockConfiguration ${XMLNS}><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>`,
  ownershipControls: `<OwnershipControls ${XMLNS}><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>`,
  versioning: `<VersioningConfiguration ${XMLNS}/>`,
};

/** All buckets. Names are global, so the bucket names of other accounts count too. */
export class Buckets {
  readonly contents: Contents;
  private readonly stored: Document<Record<string, Bucket>>;

  constructor(directory: string | undefined) {
    this.contents = new Contents(directory);
    this.stored = openRecords<Bucket>(directory, "buckets", (bucket) => ({
      ...bucket,
      objects: dictionary(bucket.objects),
    }));
  }

  find(name: string): Bucket | undefined {
    return this.stored.value[name];
  }

  all(): Bucket[] {
    return Object.values(this.stored.value);
  }

  /** @throws AwsError NoSuchBucket, AccessDenied for a bucket of another account */
  open(name: string, accountId: string): Bucket {
    const bucket = this.find(name);
    const details = { BucketName: name };
    if (bucket === undefined)
      throw new AwsError("NoSuchBucket", 404, "The specified bucket does not exist", details);
    if (bucket.ownerAccountId !== accountId)
      throw new AwsError("AccessDenied", 403, "Access Denied", details);
    return bucket;
  }

  /** @throws AwsError InvalidBucketName, BucketAlreadyOwnedByYou, BucketAlreadyExists */
  create(name: string, ownerAccountId: string, region: string): Bucket {
    const details = { BucketName: name };
    if (!NAME.test(name))
      throw new AwsError("InvalidBucketName", 400, "The specified bucket is not valid.", details);
    const existing = this.find(name);
    if (existing?.ownerAccountId === ownerAccountId)
      throw new AwsError(
        "BucketAlreadyOwnedByYou",
        409,
        "Your previous request to create the named bucket succeeded and you already own it.",
        details,
      );
    if (existing !== undefined)
      throw new AwsError(
        "BucketAlreadyExists",
        409,
        "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
        details,
      );
    const bucket = {
      name,
      ownerAccountId,
      region,
      settings: { ...DEFAULTS },
      objects: dictionary<StoredObject>(),
    };
    this.stored.value[name] = bucket;
    this.save();
    return bucket;
  }

  /** Replaces an object. Removes it if `object` is undefined. */
  replace(bucket: Bucket, key: string, object: StoredObject | undefined): void {
    const before = bucket.objects[key];
    if (object === undefined) Reflect.deleteProperty(bucket.objects, key);
    else bucket.objects[key] = object;
    this.save();
    if (before !== undefined) this.contents.keepOnly(this.usedContents(), [before.content]);
  }

  save(): void {
    this.stored.save();
  }

  private usedContents(): Set<string> {
    const objects = Object.values(this.stored.value).flatMap((bucket) =>
      Object.values(bucket.objects),
    );
    return new Set(objects.map(({ content }) => content));
  }
}
