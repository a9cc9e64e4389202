/** The services that answer here; the name is the one in a signature's scope. */
export type ServiceName = "s3" | "sts" | "ecr" | "eks" | "secretsmanager";

/** A refusal of AWS: its code, its message, its HTTP status. Each protocol renders it in its own form. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Further elements of the error document, e.g. S3's BucketName. */
  readonly details: Record<string, string>;

  constructor(code: string, status: number, message: string, details: Record<string, string> = {}) {
    super(message);
    this.name = "AwsError";
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

/**
 * The answer to a request that AWS would serve and the rehearsal does not. It is worded so that nobody takes it for a
 * refusal of AWS. 501 is a status that SDKs and Terraform do not retry.
 * @param request for example `ecr:PutLifecyclePolicy`
 */
export function notServed(request: string): AwsError {
  return new AwsError("NotServedByTheRehearsal", 501, `the rehearsal does not serve ${request}`);
}
