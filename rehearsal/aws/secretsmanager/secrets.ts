import { createHash, randomUUID } from "node:crypto";
import { openRecords, type Document } from "../../base/store.ts";
import { AwsError } from "../errors.ts";

interface Version {
  id: string;
  /** Seconds since 1970. */
  createdAt: number;
  text?: string;
  /** Base64. */
  bytes?: string;
}

interface Secret {
  name: string;
  arn: string;
  /** The newest is AWSCURRENT, the one before it AWSPREVIOUS. */
  versions: Version[];
  isDeleted?: boolean;
}

/** Selects a version of a secret. */
export interface VersionQuery {
  stage?: string | undefined;
  id?: string | undefined;
}

/** The secrets of one account in one region. Nothing is encrypted. */
export class Secrets {
  private readonly prefix: string;
  private readonly stored: Document<Record<string, Secret>>;

  constructor(directory: string | undefined, scope: { accountId: string; region: string }) {
    this.prefix = `arn:aws:secretsmanager:${scope.region}:${scope.accountId}:secret:`;
    this.stored = openRecords<Secret>(directory, "secrets");
  }

  /** Creates a secret, or adds a version. The same value adds no version. @returns its ARN */
  put(name: string, value: string | Buffer): string {
    const secret = this.stored.value[name] ?? { name, arn: this.arnOf(name), versions: [] };
    const content =
      typeof value === "string" ? { text: value } : { bytes: value.toString("base64") };
    const last = secret.versions.at(-1);
    if (last?.text !== content.text || last?.bytes !== content.bytes || last === undefined)
      secret.versions.push({
        id: randomUUID(),
        createdAt: Math.floor(Date.now() / 1000),
        ...content,
      });
    this.stored.value[name] = secret;
    this.stored.save();
    return secret.arn;
  }

  /** Schedules the deletion of a secret: it still exists, but cannot be read. */
  delete(name: string): void {
    const secret = this.stored.value[name];
    if (secret !== undefined) secret.isDeleted = true;
    this.stored.save();
  }

  /**
   * Returns the ARN of a secret. AWS adds six random characters; here they are derived from the name, so that every
   * rehearsal gets the same ARN.
   */
  private arnOf(name: string): string {
    const suffix = createHash("sha256").update(name).digest("hex").slice(0, 6);
    return `${this.prefix}${name}-${suffix}`;
  }

  /** Finds the ARN of a secret by its name, its ARN, or its ARN without the last six characters. */
  find(id: string): string | undefined {
    return this.secretOf(id)?.arn;
  }

  /** Returns GetSecretValue's answer. @throws AwsError */
  getValue(id: string, query: VersionQuery): Record<string, unknown> {
    const secret = this.secretOf(id);
    if (secret === undefined)
      throw new AwsError(
        "ResourceNotFoundException",
        400,
        "Secrets Manager can't find the specified secret.",
      );
    if (secret.isDeleted === true)
      throw new AwsError(
        "InvalidRequestException",
        400,
        "You can't perform this operation on the secret because it was marked for deletion.",
      );
    const version = versionOf(secret, query);
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.id,
      ...(version.text === undefined
        ? { SecretBinary: version.bytes }
        : { SecretString: version.text }),
      VersionStages: stagesOf(secret, version),
      CreatedDate: version.createdAt,
    };
  }

  private secretOf(id: string): Secret | undefined {
    if (!id.startsWith(this.prefix)) return this.stored.value[id];
    return Object.values(this.stored.value).find(
      ({ arn, name }) => arn === id || `${this.prefix}${name}` === id,
    );
  }
}

function stagesOf({ versions }: Secret, version: Version): string[] {
  const at = versions.length - versions.indexOf(version);
  return at === 1 ? ["AWSCURRENT"] : at === 2 ? ["AWSPREVIOUS"] : [];
}

/** Finds the requested version. @throws AwsError if there is none */
function versionOf(secret: Secret, { stage, id }: VersionQuery): Version {
  const wanted = stage ?? (id === undefined ? "AWSCURRENT" : undefined);
  const found = secret.versions.find(
    (one) =>
      (id === undefined || one.id === id) &&
      (wanted === undefined || stagesOf(secret, one).includes(wanted)),
  );
  if (found !== undefined) return found;
  if (id !== undefined && secret.versions.some((one) => one.id === id))
    throw new AwsError(
      "InvalidRequestException",
      400,
      "You provided a VersionStage that is not associated to the provided VersionId.",
    );
  const label = id === undefined ? `staging label: ${wanted ?? ""}` : `VersionId: ${id}`;
  throw new AwsError(
    "ResourceNotFoundException",
    400,
    `Secrets Manager can't find the specified secret value for ${label}`,
  );
}
