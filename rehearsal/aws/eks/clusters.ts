import { openRecords, type Document } from "../../base/store.ts";
import { AwsError } from "../errors.ts";

type ClusterStatus = "CREATING" | "ACTIVE" | "DELETING" | "FAILED" | "UPDATING";

/** The settings with which a cluster is created. */
export interface ClusterSettings {
  name: string;
  /** The https address of its Kubernetes API. */
  endpoint: string;
  /** PEM of the certificate authority that signed the API's certificate. */
  certificateAuthority: string;
  /** Default: ACTIVE. */
  status?: ClusterStatus;
  version?: string;
  roleArn?: string;
  /** Further fields of DescribeCluster, as the API names them (resourcesVpcConfig, tags …). */
  details?: Record<string, unknown>;
}

interface Cluster extends ClusterSettings {
  arn: string;
  /** Seconds since 1970. */
  createdAt: number;
}

/** The EKS clusters of the account. The Kubernetes API of a cluster is implemented elsewhere. */
export class Clusters {
  private readonly accountId: string;
  private readonly region: string;
  private readonly stored: Document<Record<string, Cluster>>;

  constructor(directory: string | undefined, account: { accountId: string; region: string }) {
    this.accountId = account.accountId;
    this.region = account.region;
    this.stored = openRecords<Cluster>(directory, "eks");
  }

  /** Creates or replaces a cluster. A replaced cluster keeps its ARN and creation time. */
  putCluster(settings: ClusterSettings): { arn: string } {
    const { name } = settings;
    const before = this.stored.value[name];
    const arn = this.arnOf(name);
    const createdAt = before?.createdAt ?? Math.floor(Date.now() / 1000);
    this.stored.value[name] = { ...settings, arn, createdAt };
    this.stored.save();
    return { arn };
  }

  arnOf(name: string): string {
    return `arn:aws:eks:${this.region}:${this.accountId}:cluster/${name}`;
  }

  deleteCluster(name: string): void {
    Reflect.deleteProperty(this.stored.value, name);
    this.stored.save();
  }

  names(): string[] {
    return Object.keys(this.stored.value).sort();
  }

  find(name: string): ClusterSettings | undefined {
    return this.stored.value[name];
  }

  /** Returns DescribeCluster's answer. @throws AwsError ResourceNotFoundException */
  describe(name: string): Record<string, unknown> {
    const cluster = this.stored.value[name];
    if (cluster === undefined)
      throw new AwsError("ResourceNotFoundException", 404, `No cluster found for name: ${name}.`);
    const { endpoint, certificateAuthority, status = "ACTIVE", details = {} } = cluster;
    const ready = status !== "CREATING";
    return {
      name,
      arn: cluster.arn,
      createdAt: cluster.createdAt,
      version: cluster.version ?? "1.34",
      roleArn: cluster.roleArn ?? `arn:aws:iam::${this.accountId}:role/${name}-cluster`,
      status,
      platformVersion: "eks.1",
      accessConfig: { authenticationMode: "API" },
      ...details,
      // A cluster that is being created has neither of these fields yet.
      ...(ready && {
        endpoint,
        certificateAuthority: { data: Buffer.from(certificateAuthority).toString("base64") },
      }),
    };
  }
}
