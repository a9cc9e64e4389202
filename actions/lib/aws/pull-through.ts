/** Usual prefixes of pull-through cache rules: names that AWS proposes, and hosts of the upstream. */
const PREFIX =
  /^(?:docker-?hub|docker\.io|registry-1\.docker\.io|ecr-public|public\.ecr\.aws|quay(?:\.io)?|kubernetes|k8s|registry\.k8s\.io|github|ghcr(?:\.io)?|gitlab|cgr\.dev|chainguard)\//;
/** ECR's words if the upstream registry refuses ECR's request. */
const UPSTREAM = /\bupstream registry\b/i;

/**
 * Returns what to do about a pull that ECR refuses, if ECR should have fetched the image from another registry.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/error-pullthroughcache.html
 * @param repository without the host
 * @param said the words of ECR
 * @returns undefined if nothing suggests a pull-through cache
 */
export function pullThroughAdvice(repository: string, said: string): string | undefined {
  if (UPSTREAM.test(said))
    return `correct the secret of the pull-through cache rule (ecr-pullthroughcache/… in Secrets Manager, with username and accessToken), and the path of the image: ${LIBRARY}`;
  if (!PREFIX.test(repository)) return undefined;
  return /\b400 Bad Request\b/.test(said)
    ? `ECR could not fetch the image from its upstream: check the secret of the pull-through cache rule, and the path of the image: ${LIBRARY}`
    : `through a pull-through cache, also allow ecr:BatchImportUpstreamImage, and ecr:CreateRepository for the first pull, and check the path of the image: ${LIBRARY}`;
}

/** Start of a private registry's address: https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
export const PRIVATE_ECR = /^\d{12}\.dkr[.-]ecr[.-]/;

/**
 * Returns the advice as the end of another fix; "" if there is none. Only private registries have pull-through caches.
 * @param registry host, or a reference that begins with it
 */
export function alsoPullThrough(registry: string, repository: string, said: string): string {
  const advice = PRIVATE_ECR.test(registry) ? pullThroughAdvice(repository, said) : undefined;
  return advice === undefined ? "" : `; ${advice}`;
}

const LIBRARY = "Docker Hub's own images have library/ in it";
