/** The services that are served here. Each name is the service name in a signature's scope. */
export type ServiceName = "s3" | "sts" | "ecr" | "eks" | "secretsmanager";

/** A refusal by AWS: code, message and HTTP status. Each protocol renders it in its own form. */
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
 * Makes the answer to a request that AWS would serve and the rehearsal does not. The message makes clear that the
 * refusal does not come from AWS. SDKs and Terraform do not retry status 501.
 * @param request for example `ecr:PutLifecyclePolicy`
 */
export function notServed(request: string): AwsError {
  return new AwsError("NotServedByTheRehearsal", 501, `the rehearsal does not serve ${request}`);
}
