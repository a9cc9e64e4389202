import type { AwsSession } from "../../../lib/aws/session.ts";
import { ActionError, messageOf } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { Plan } from "../../../lib/terraform/plan-json.ts";
import type { KubernetesClient } from "../api/client.ts";
import { listObjects } from "../api/list.ts";
import type { Target } from "../cluster/target.ts";
import { compareImage } from "./compare.ts";
import type { ImageConfiguration } from "./compare.ts";
import { plannedContainers } from "./planned-containers.ts";
import type { PlannedContainer } from "./planned-containers.ts";
import { ImageReader, isInEcr } from "./read-images.ts";

/** A difference between a container and its image that does not stop the deployment. */
export interface ContractWarning {
  /** The workload, named as by `nameOf`. */
  workload: string;
  container: string;
  message: string;
}

/** What the check needs to read images and to warn. */
interface CheckContext {
  client: Pick<KubernetesClient, "json">;
  target: Pick<Target, "session">;
  job: Pick<Job, "cancelled" | "log" | "mask">;
}

type Reader = Pick<ImageReader, "read" | "close">;

/**
 * Before anything is changed, compares the containers that a plan creates or changes with the configurations of their
 * images. An image that cannot be read only causes a warning: the nodes may still be able to pull it.
 * @returns the differences that only cause a warning
 * @throws ActionError `image-contract` if no pod of a workload could start
 */
export async function checkImageContract(
  plan: Plan,
  { client, target, job }: CheckContext,
  openReader: (session: AwsSession) => Reader = (session) => new ImageReader(session, job),
): Promise<ContractWarning[]> {
  const { session } = target;
  const containers = plannedContainers(plan).filter(({ image }) => isInEcr(image));
  if (session === undefined || containers.length === 0) return [];
  job.cancelled.throwIfAborted();
  const reader = openReader(session);
  try {
    const [images, nodes] = await Promise.all([
      readAll(reader, containers, job),
      readArchitectures(client),
    ]);
    const all = containers.map((container) => ({
      container,
      ...compareImage(container, images.get(container.image) ?? [], nodes),
    }));
    requireFit(all.flatMap(({ refusals }) => refusals));
    const found = all.flatMap(({ container: { workload, container }, warnings }) =>
      warnings.map((message) => ({ workload, container, message })),
    );
    for (const { message } of found) job.log.warning(`image-contract: ${message}`);
    return found;
  } finally {
    reader.close();
  }
}

function requireFit(refusals: readonly { message: string; fix: string }[]): void {
  if (refusals.length === 0) return;
  throw new ActionError({
    reason: "image-contract",
    message: `${refusals.map(({ message }) => message).join("; ")}. Nothing in the Kubernetes workspace was changed`,
    fix: [...new Set(refusals.map(({ fix }) => fix))].join("; "),
  });
}

async function readAll(
  reader: Reader,
  containers: readonly PlannedContainer[],
  job: CheckContext["job"],
): Promise<Map<string, ImageConfiguration[]>> {
  const images = [...new Set(containers.map(({ image }) => image))];
  const read = images.map(async (image): Promise<[string, ImageConfiguration[]]> => {
    try {
      return [image, await reader.read(image)];
    } catch (error) {
      job.log.warning(
        `image-contract: ${image} cannot be read, so it is not compared with its workload: ${messageOf(error)}. The role needs ecr:GetAuthorizationToken, ecr:BatchGetImage and ecr:GetDownloadUrlForLayer`,
      );
      return [image, []];
    }
  });
  return new Map(await Promise.all(read));
}

/** Returns the architectures of the cluster's nodes; undefined if they cannot be read or there are no nodes yet. */
async function readArchitectures(client: CheckContext["client"]): Promise<string[] | undefined> {
  interface Node {
    status?: { nodeInfo?: { architecture?: string } };
  }
  try {
    const nodes = await listObjects<Node>(client, "/api/v1/nodes");
    const found = nodes.flatMap(({ status }) => status?.nodeInfo?.architecture ?? []);
    return found.length === 0 ? undefined : [...new Set(found)];
  } catch {
    return undefined;
  }
}
