import type { Cluster, Repository, World } from "../../../../rehearsal/terraform/world.ts";

export const ACCOUNT = "111122223333";
export const REGION = "eu-west-1";

/** A world in memory. `cluster` is where every cluster's Kubernetes API is. */
export function loopbackWorld(cluster: { endpoint: string; certificateAuthority: string }): {
  world: World;
  repositories: Map<string, Repository & { lifecycle?: string }>;
  clusters: Map<string, Cluster>;
} {
  const repositories = new Map<string, Repository & { lifecycle?: string }>();
  const clusters = new Map<string, Cluster>();
  const put = (repository: Repository): Promise<void> => {
    repositories.set(repository.name, repository);
    return Promise.resolve();
  };
  const world: World = {
    aws: {
      accountId: ACCOUNT,
      region: REGION,
      identity: () =>
        Promise.resolve({
          account: ACCOUNT,
          arn: `arn:aws:sts::${ACCOUNT}:assumed-role/fleet-deploy/rehearsal`,
          userId: "AROAEXAMPLE:rehearsal",
        }),
      createRepository: (repository) =>
        repositories.has(repository.name)
          ? Promise.reject(
              new Error(`The repository with name '${repository.name}' already exists`),
            )
          : put(repository),
      updateRepository: put,
      hasRepository: (name) => Promise.resolve(repositories.has(name)),
      deleteRepository: (name) => {
        repositories.delete(name);
        return Promise.resolve();
      },
      putLifecyclePolicy: (name, lifecycle) => {
        const repository = repositories.get(name);
        if (!repository) return Promise.reject(new Error(`no repository ${name}`));
        if (lifecycle === undefined) delete repository.lifecycle;
        else repository.lifecycle = lifecycle;
        return Promise.resolve();
      },
      createCluster: (request) => {
        const made = { ...request, ...cluster };
        clusters.set(request.name, made);
        return Promise.resolve(made);
      },
      updateCluster: (request) => {
        clusters.set(request.name, { ...request, ...cluster });
        return Promise.resolve();
      },
      describeCluster: (name) => Promise.resolve(clusters.get(name)),
      deleteCluster: (name) => {
        clusters.delete(name);
        return Promise.resolve();
      },
    },
    kubernetesToken: () => Promise.resolve("loopback-token"),
  };
  return { world, repositories, clusters };
}
