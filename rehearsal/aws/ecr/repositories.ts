import { createHash, randomBytes } from "node:crypto";
import { Document, dictionary } from "../../base/store.ts";
import { RegistryError, type Attempt, type Registry } from "../../registry/index.ts";
import { AwsError } from "../errors.ts";
import { isLike } from "../policy.ts";

export type TagMutability =
  "MUTABLE" | "IMMUTABLE" | "MUTABLE_WITH_EXCLUSION" | "IMMUTABLE_WITH_EXCLUSION";

export interface RepositorySettings {
  name: string;
  /** Default: MUTABLE, as in AWS. */
  imageTagMutability?: TagMutability;
  /** Wildcards for the tags that the mutability rule does not apply to. */
  exclusions?: string[];
  scanOnPush?: boolean;
}

export interface Repository extends RepositorySettings {
  imageTagMutability: TagMutability;
  arn: string;
  /** The canonical name. It does not depend on the address that images are pushed to. */
  uri: string;
  /** Seconds since 1970. */
  createdAt: number;
}

interface Stored {
  repositories: Record<string, Repository>;
  /** SHA-256 of a registry password, mapped to its expiry in milliseconds since 1970. */
  passwords: Record<string, number>;
}

const NAME = /^(?=.{2,256}$)[a-z0-9]+(?:[._-][a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-][a-z0-9]+)*)*$/;
const PASSWORD_LIFETIME_MS = 12 * 3600_000;

/** The private registry of the account: its repositories, their rules, and who may log in. */
export class Repositories {
  readonly accountId: string;
  readonly region: string;
  readonly registry: Registry;
  private readonly stored: Document<Stored>;

  constructor(
    directory: string | undefined,
    account: { accountId: string; region: string },
    registry: Registry,
  ) {
    this.accountId = account.accountId;
    this.region = account.region;
    this.registry = registry;
    this.stored = new Document<Stored>(
      directory,
      "ecr",
      { repositories: dictionary(), passwords: dictionary() },
      (loaded) => ({ ...loaded, repositories: dictionary(loaded.repositories) }),
    );
    registry.protect({
      authorize: (password) => this.authorize(password),
      guard: (attempt) => this.guard(attempt),
    });
  }

  /** Creates a repository. @throws AwsError RepositoryAlreadyExistsException, InvalidParameterException */
  createRepository(settings: RepositorySettings): Repository {
    const { name } = settings;
    if (!NAME.test(name))
      throw new AwsError(
        "InvalidParameterException",
        400,
        `Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*''`,
      );
    if (this.find(name) !== undefined)
      throw new AwsError(
        "RepositoryAlreadyExistsException",
        400,
        `The repository with name '${name}' already exists in the registry with id '${this.accountId}'`,
      );
    const repository: Repository = {
      imageTagMutability: "MUTABLE",
      ...settings,
      arn: `arn:aws:ecr:${this.region}:${this.accountId}:repository/${name}`,
      uri: `${this.accountId}.dkr.ecr.${this.region}.amazonaws.com/${name}`,
      createdAt: Math.floor(Date.now() / 1000),
    };
    this.stored.value.repositories[name] = repository;
    this.stored.save();
    return repository;
  }

  /** Deletes a repository. @throws AwsError RepositoryNotFoundException; RepositoryNotEmptyException unless forced */
  deleteRepository(name: string, options: { force?: boolean } = {}): Repository {
    const repository = this.open(name);
    if (options.force !== true && this.registry.images.manifests(name).length > 0)
      throw new AwsError(
        "RepositoryNotEmptyException",
        400,
        `The repository with name '${name}' in registry with id '${this.accountId}' cannot be deleted because it still contains images`,
      );
    Reflect.deleteProperty(this.stored.value.repositories, name);
    this.registry.images.removeRepository(name);
    this.stored.save();
    return repository;
  }

  find(name: string): Repository | undefined {
    return this.stored.value.repositories[name];
  }

  /** Returns a repository. @throws AwsError RepositoryNotFoundException */
  open(name: string): Repository {
    const repository = this.find(name);
    if (repository === undefined)
      throw new AwsError("RepositoryNotFoundException", 400, this.unknown(name));
    return repository;
  }

  all(): Repository[] {
    return Object.values(this.stored.value.repositories).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  update(name: string, change: Partial<Repository>): Repository {
    const repository = Object.assign(this.open(name), change);
    this.stored.save();
    return repository;
  }

  /** Issues a password for the registry. It is as long as ECR's passwords. */
  issuePassword(): { password: string; expiresAt: number } {
    const password = randomBytes(1200).toString("base64");
    const now = Date.now();
    const { passwords } = this.stored.value;
    for (const [hash, expiry] of Object.entries(passwords))
      if (expiry < now - PASSWORD_LIFETIME_MS) Reflect.deleteProperty(passwords, hash);
    const expiresAt = now + PASSWORD_LIFETIME_MS;
    passwords[hashOf(password)] = expiresAt;
    this.stored.save();
    return { password, expiresAt };
  }

  /** Returns whether a tag cannot be moved after it is created. */
  private isImmutable(name: string, tag: string): boolean {
    const { imageTagMutability, exclusions = [] } = this.open(name);
    const excluded = exclusions.some((pattern) => isLike(pattern, tag));
    return imageTagMutability === "IMMUTABLE" || imageTagMutability === "MUTABLE"
      ? imageTagMutability === "IMMUTABLE"
      : (imageTagMutability === "IMMUTABLE_WITH_EXCLUSION") !== excluded;
  }

  private immutable(name: string, tag: string): string {
    return `The image tag '${tag}' already exists in the '${name}' repository and cannot be overwritten because the tag is immutable.`;
  }

  private authorize(password: string): boolean | "expired" {
    const expiry = this.stored.value.passwords[hashOf(password)];
    if (expiry === undefined) return false;
    return expiry > Date.now() || "expired";
  }

  /** Applies ECR's rules to a pull or push. A push to an immutable tag is refused even if the digest is the same. */
  private guard({ repository, action, tag, existing }: Attempt): void {
    if (this.find(repository) === undefined)
      throw new RegistryError("NAME_UNKNOWN", this.unknown(repository));
    if (action === "pull" || tag === undefined || existing === undefined) return;
    if (this.isImmutable(repository, tag))
      throw new RegistryError("TAG_INVALID", this.immutable(repository, tag));
  }

  private unknown(name: string): string {
    return `The repository with name '${name}' does not exist in the registry with id '${this.accountId}'`;
  }
}

function hashOf(password: string): string {
  return createHash("sha256").update(password).digest("hex");
}
