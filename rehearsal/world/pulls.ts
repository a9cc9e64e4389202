import type { Aws, Place } from "../aws/index.ts";
import type { FindImage, FoundImage } from "../kubernetes/kubelet/image-fit.ts";
import { readConfiguration } from "../registry/index.ts";

/** An image's name in ECR. */
const ECR =
  /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^@:]+)(?:@(sha256:[0-9a-f]{64})|:([\w.-]+))?$/;

/**
 * Returns what the kubelets of an account's clusters find under an image's name. In ECR, they can only pull from the
 * repositories of their own account: another account would need a repository policy, which nothing here creates.
 * @param elsewhere what they find in registries outside of ECR, about which nothing is known
 */
export const findIn =
  ({ places }: Pick<Aws, "places">, accountId: string, elsewhere: FoundImage): FindImage =>
  async (image, architecture) => {
    const [, owner, region, repository = "", digest, tag] = ECR.exec(image) ?? [];
    if (owner === undefined) return elsewhere;
    const place = places.all().find((one) => one.accountId === owner && one.region === region);
    if (place?.accountId !== accountId) return "not-found";
    return await findInPlace(place, repository, digest ?? tag ?? "latest", architecture);
  };

async function findInPlace(
  { registry: { images } }: Place,
  repository: string,
  reference: string,
  architecture: string,
): Promise<FoundImage> {
  const digest = images.find(repository, reference)?.digest;
  if (digest === undefined) return "not-found";
  const known = await readConfiguration(images, repository, reference, architecture);
  return typeof known === "object" ? { ...known, digest } : known;
}
