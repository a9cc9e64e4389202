import { Failure } from "../provider.ts";
import type { Fields } from "../values.ts";
import { firstBlock, isFields, textOf } from "../values.ts";
import type { Cluster, RepositorySettings, Target } from "./target.ts";
import { uuid } from "./names.ts";
import { toBase64 } from "./target.ts";

/** The effect of applying a resource on the embedded AWS. Create may return values for the state. */
export interface Effect {
  create?(target: Target, state: Fields): Fields | Promise<Fields> | undefined;
  update?(target: Target, state: Fields): void;
  exists(target: Target, state: Fields): boolean;
  delete?(target: Target, state: Fields): void;
}

const text = (state: Fields, name: string): string => textOf(state, name) ?? "";

/**
 * Adds the context that real errors have: the provider puts its own action, and the SDK puts the operation and the
 * code, before the service's message.
 * @param operation service and operation, such as `ECR: CreateRepository`
 */
function explain(what: string, operation: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw new Failure(`${what}: ${wordsOf(error, operation)}`);
  }
}

/** Returns whether an error is a refusal by the embedded AWS, whose error class is not imported here. */
const isRefusal = (error: unknown): error is Error & { code: string; status: number } =>
  error instanceof Error && "code" in error && "status" in error;

const wordsOf = (error: unknown, operation: string): string =>
  isRefusal(error)
    ? `operation error ${operation}, https response error StatusCode: ${error.status}, RequestID: ${uuid(operation)}, ${error.code}: ${error.message}`
    : error instanceof Error
      ? error.message
      : String(error);

const REPOSITORY: Effect = {
  create({ aws }, state) {
    const settings = repositorySettings(state);
    explain(`creating ECR Repository (${settings.name})`, "ECR: CreateRepository", () =>
      aws.ecr.createRepository(settings),
    );
    return undefined;
  },
  update({ aws }, state) {
    const settings = repositorySettings(state);
    explain(`updating ECR Repository (${settings.name})`, "ECR: PutImageTagMutability", () =>
      aws.ecr.update(settings.name, settings),
    );
  },
  exists: ({ aws }, state) => aws.ecr.find(text(state, "name")) !== undefined,
  delete({ aws }, state) {
    const name = text(state, "name");
    const force = state["force_delete"] === true;
    // Without force, images are the only reason for a refusal, and the provider says so.
    const what = `ECR Repository (${name}) not empty, consider using force_delete`;
    explain(force ? `deleting ECR Repository (${name})` : what, "ECR: DeleteRepository", () =>
      aws.ecr.deleteRepository(name, { force }),
    );
  },
};

/** The policy has no other effect. It is deleted with its repository. */
const LIFECYCLE: Effect = {
  exists: ({ aws }, state) => aws.ecr.find(text(state, "repository")) !== undefined,
};

const CLUSTER: Effect = {
  async create(target, state) {
    const name = text(state, "name");
    const { endpoint, certificateAuthority } = await target.cluster(name);
    const cluster = { ...settingsOf(state), endpoint, certificateAuthority };
    explain(`creating EKS Cluster (${name})`, "EKS: CreateCluster", () =>
      target.aws.eks.putCluster(cluster),
    );
    return { endpoint, certificate_authority: [{ data: toBase64(certificateAuthority) }] };
  },
  update({ aws }, state) {
    const name = text(state, "name");
    const current = aws.eks.find(name);
    if (current === undefined) throw new Failure(`updating EKS Cluster (${name}): not found`);
    explain(`updating EKS Cluster (${name})`, "EKS: UpdateClusterConfig", () =>
      aws.eks.putCluster({ ...current, ...settingsOf(state) }),
    );
  },
  exists: ({ aws }, state) => aws.eks.find(text(state, "name")) !== undefined,
  delete({ aws }, state) {
    const name = text(state, "name");
    explain(`deleting EKS Cluster (${name})`, "EKS: DeleteCluster", () =>
      aws.eks.deleteCluster(name),
    );
  },
};

/** Types that other parts of the pipeline see. All other types exist only in the replay. */
export const EFFECTS: Record<string, Effect> = {
  aws_ecr_repository: REPOSITORY,
  aws_ecr_lifecycle_policy: LIFECYCLE,
  aws_eks_cluster: CLUSTER,
};

function repositorySettings(state: Fields): RepositorySettings {
  return {
    name: text(state, "name"),
    imageTagMutability:
      text(state, "image_tag_mutability") === "IMMUTABLE" ? "IMMUTABLE" : "MUTABLE",
    scanOnPush: firstBlock(state, "image_scanning_configuration")?.["scan_on_push"] === true,
  };
}

function settingsOf(state: Fields): Omit<Cluster, "endpoint" | "certificateAuthority"> {
  const issuer = textOf(firstBlock(firstBlock(state, "identity"), "oidc"), "issuer") ?? "";
  return {
    name: text(state, "name"),
    version: text(state, "version"),
    roleArn: text(state, "role_arn"),
    details: { identity: { oidc: { issuer } }, tags: tags(state) },
  };
}

function tags(state: Fields): Record<string, string> {
  const all = state["tags_all"];
  if (!isFields(all)) return {};
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) =>
      typeof value === "string" ? [[key, value]] : [],
    ),
  );
}
