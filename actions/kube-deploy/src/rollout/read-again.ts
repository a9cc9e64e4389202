import type { KubernetesClient } from "../api/client.ts";
import { listOnce } from "../api/list.ts";
import type { WorkloadObject } from "../api/objects.ts";
import { collectionPath } from "../api/resources.ts";
import { markOvertaken } from "./overtaken.ts";
import { imagesOf } from "./status.ts";
import type { Status } from "./status.ts";

/**
 * Marks the workloads that something else has changed since they became ready. Nothing watches them at the time of the
 * smoke tests, so they are read again. A workload that is gone is not marked.
 * @throws ApiError, ConnectionError
 */
export async function readOvertaken(
  client: Pick<KubernetesClient, "json">,
  statuses: readonly Status[],
): Promise<Status[]> {
  const list = listOnce(client);
  const readNow = async (status: Status): Promise<Status> => {
    const { kind, namespace, name, custom } = status.workload;
    if (custom !== undefined || status.object === undefined) return status;
    const listed = await list(collectionPath(kind, namespace));
    const found = listed.find(({ metadata }) => metadata.name === name);
    if (found === undefined) return status;
    const object = found as WorkloadObject;
    return { ...status, object, images: imagesOf(object.spec.template.spec) };
  };
  const marked = markOvertaken(statuses, await Promise.all(statuses.map(readNow)), "any");
  return statuses.map((status, at) => {
    const overtaken = marked[at]?.overtaken;
    return overtaken === undefined ? status : { ...status, overtaken };
  });
}
