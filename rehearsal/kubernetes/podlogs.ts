import { PassThrough, type Readable } from "node:stream";
import type { Cluster } from "./cluster.ts";
import { badRequest } from "./errors.ts";
import type { Pod } from "./objects.ts";

/** The log of one container, as text or, with `follow`, as a stream. @throws StatusError 400, 404 */
export function readLog(
  cluster: Cluster,
  namespace: string | undefined,
  name: string,
  query: URLSearchParams,
): string | Readable {
  const pod = cluster.need("pods", namespace, name);
  const container = containerOf(pod, query.get("container") ?? "");
  const previous = query.get("previous") === "true";
  const lines = cluster.logs.read(pod.metadata.uid, container, previous);
  if (lines === undefined) throw previous ? noPrevious(container, name) : waiting(pod, container);
  const text = select(lines, query);
  return query.get("follow") === "true" && !previous ? follow(cluster, pod, container, text) : text;
}

function containerOf({ metadata, spec }: Pod, wanted: string): string {
  const main = spec.containers.map(({ name }) => name);
  const init = (spec.initContainers ?? []).map(({ name }) => name);
  if (wanted === "") {
    if (main.length === 1 && main[0] !== undefined) return main[0];
    const also = init.length === 0 ? "" : ` or one of the init containers: [${init.join(" ")}]`;
    throw badRequest(
      `a container name must be specified for pod ${metadata.name}, choose one of: [${main.join(" ")}]${also}`,
    );
  }
  if (![...main, ...init].includes(wanted))
    throw badRequest(`container ${wanted} is not valid for pod ${metadata.name}`);
  return wanted;
}

function noPrevious(container: string, pod: string) {
  return badRequest(`previous terminated container "${container}" in pod "${pod}" not found`);
}

function waiting({ metadata, status }: Pod, container: string) {
  const all = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])];
  const reason =
    all.find(({ name }) => name === container)?.state.waiting?.reason ?? "ContainerCreating";
  const why = /^(?:ErrImagePull|ImagePullBackOff)$/.test(reason)
    ? "trying and failing to pull image"
    : reason;
  return badRequest(
    `container "${container}" in pod "${metadata.name}" is waiting to start: ${why}`,
  );
}

function select(lines: string[], query: URLSearchParams): string {
  const tail = query.get("tailLines");
  const since = query.get("sinceTime");
  const young =
    since === null ? lines : lines.filter((line) => Date.parse(timeOf(line)) >= Date.parse(since));
  const last = tail === null ? young : Number(tail) === 0 ? [] : young.slice(-Number(tail));
  const plain =
    query.get("timestamps") === "true"
      ? last
      : last.map((line) => line.slice(timeOf(line).length + 1));
  const text = plain.map((line) => `${line}\n`).join("");
  const limit = Number(query.get("limitBytes") ?? Infinity);
  return Buffer.from(text).subarray(0, limit).toString();
}

function timeOf(line: string): string {
  return line.slice(0, line.indexOf(" "));
}

function follow(cluster: Cluster, pod: Pod, container: string, first: string): Readable {
  const stream = new PassThrough();
  stream.write(first);
  const { uid } = pod.metadata;
  const endLog = cluster.logs.follow(uid, container, (line) => void stream.write(`${line}\n`));
  const endWatch = cluster.store.subscribe(({ type, object }) => {
    if (object.metadata.uid !== uid) return;
    const all = (object as Pod).status.containerStatuses ?? [];
    const ended = all.find(({ name }) => name === container)?.state.terminated !== undefined;
    if (type === "DELETED" || ended) stream.end();
  });
  stream.on("close", () => {
    endLog();
    endWatch();
  });
  return stream;
}
