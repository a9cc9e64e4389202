import { Failure } from "../provider.ts";
import type { Fields } from "../values.ts";
import { firstBlock, isFields, textOf } from "../values.ts";
import type { ClusterRequest, Repository, World } from "../world.ts";

/** What applying a resource does outside the provider. Create and update may answer values for the state. */
export interface Effect {
  create(world: World, state: Fields): Promise<Fields | undefined>;
  update(world: World, state: Fields): Promise<void>;
  exists(world: World, state: Fields): Promise<boolean>;
  delete(world: World, state: Fields): Promise<void>;
}

const text = (state: Fields, name: string): string => textOf(state, name) ?? "";

/** The real provider puts what it was doing before the message of the service. */
async function doing<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Failure(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const REPOSITORY: Effect = {
  async create({ aws }, state) {
    const work = () => aws.createRepository(repository(state));
    await doing(`creating ECR Repository (${text(state, "name")})`, work);
    return undefined;
  },
  async update({ aws }, state) {
    const work = () => aws.updateRepository(repository(state));
    await doing(`updating ECR Repository (${text(state, "name")})`, work);
  },
  exists: ({ aws }, state) => aws.hasRepository(text(state, "name")),
  async delete({ aws }, state) {
    const name = text(state, "name");
    const work = () => aws.deleteRepository(name, { force: state["force_delete"] === true });
    await doing(`deleting ECR Repository (${name})`, work);
  },
};

const LIFECYCLE: Effect = {
  async create({ aws }, state) {
    const name = text(state, "repository");
    const work = () => aws.putLifecyclePolicy(name, text(state, "policy"));
    await doing(`creating ECR Lifecycle Policy (${name})`, work);
    return undefined;
  },
  async update(world, state) {
    await LIFECYCLE.create(world, state);
  },
  exists: ({ aws }, state) => aws.hasRepository(text(state, "repository")),
  async delete({ aws }, state) {
    const name = text(state, "repository");
    // The repository may be gone already, and its policy with it.
    if (!(await aws.hasRepository(name))) return;
    await doing(`deleting ECR Lifecycle Policy (${name})`, () =>
      aws.putLifecyclePolicy(name, undefined),
    );
  },
};

const CLUSTER: Effect = {
  async create({ aws }, state) {
    const work = () => aws.createCluster(cluster(state));
    const made = await doing(`creating EKS Cluster (${text(state, "name")})`, work);
    return {
      endpoint: made.endpoint,
      certificate_authority: [{ data: made.certificateAuthority }],
    };
  },
  async update({ aws }, state) {
    const work = () => aws.updateCluster(cluster(state));
    await doing(`updating EKS Cluster (${text(state, "name")})`, work);
  },
  exists: async ({ aws }, state) => (await aws.describeCluster(text(state, "name"))) !== undefined,
  async delete({ aws }, state) {
    const name = text(state, "name");
    await doing(`deleting EKS Cluster (${name})`, () => aws.deleteCluster(name));
  },
};

/** Types that other parts of the pipeline see; all others exist in the ledger only. */
export const EFFECTS: Record<string, Effect> = {
  aws_ecr_repository: REPOSITORY,
  aws_ecr_lifecycle_policy: LIFECYCLE,
  aws_eks_cluster: CLUSTER,
};

function repository(state: Fields): Repository {
  return {
    name: text(state, "name"),
    arn: text(state, "arn"),
    immutable: text(state, "image_tag_mutability") === "IMMUTABLE",
    scanOnPush: firstBlock(state, "image_scanning_configuration")?.["scan_on_push"] === true,
    tags: tags(state),
  };
}

function cluster(state: Fields): ClusterRequest {
  const identity = firstBlock(state, "identity");
  return {
    name: text(state, "name"),
    arn: text(state, "arn"),
    version: text(state, "version"),
    roleArn: text(state, "role_arn"),
    issuer: textOf(firstBlock(identity, "oidc"), "issuer") ?? "",
    tags: tags(state),
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
