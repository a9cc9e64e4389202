import { writesOf } from "../../base/base-images.ts";
import type { Container, Pod } from "../objects/types.ts";

/** What is known about an image: its configuration, and the registry's digest for its name. */
export interface KnownImage {
  /** `USER`: empty, a number or a name, with or without a group. */
  user: string;
  /** Ports of `EXPOSE`. */
  ports: readonly number[];
  /** The base image; empty if it is not known. */
  base: string;
  entrypoint: readonly string[];
  /** `CMD` */
  command: readonly string[];
  /** Names of the variables of `ENV`. */
  variables: readonly string[];
  /** `WORKDIR` */
  folder: string;
  /** Digest of its manifest or index. */
  digest: string;
}

/**
 * What a registry has for nodes of an architecture; undefined if the image can be pulled and nothing more is known
 * about it.
 */
export type FoundImage = KnownImage | "not-found" | "wrong-platform" | undefined;

/** Looks an image up. @param architecture of the node, in Go's terms, such as arm64 */
export type FindImage = (image: string, architecture: string) => FoundImage | Promise<FoundImage>;

/**
 * Returns why a kubelet does not create a container of the image under `runAsNonRoot`, in the kubelet's words
 * (pkg/kubelet/kuberuntime/security_context.go, verifyRunAsNonRoot); undefined if it creates the container.
 * @param podName `NAME_NAMESPACE(UID)`
 */
export function findUserProblem(
  { spec }: Pick<Pod, "spec">,
  { name, securityContext = {} }: Container,
  image: Pick<KnownImage, "user">,
  podName: string,
): string | undefined {
  const isForbidden = securityContext.runAsNonRoot ?? spec.securityContext?.runAsNonRoot ?? false;
  if (!isForbidden) return undefined;
  const where = `(pod: ${JSON.stringify(podName)}, container: ${name})`;
  const user = securityContext.runAsUser ?? spec.securityContext?.runAsUser;
  if (user !== undefined)
    return user === 0 ? `container's runAsUser breaks non-root policy ${where}` : undefined;
  const [own = ""] = image.user.split(":");
  if (own === "" || Number(own) === 0)
    return `container has runAsNonRoot and image will run as root ${where}`;
  return /^\d+$/.test(own)
    ? undefined
    : `container has runAsNonRoot and image has non-numeric user (${own}), cannot verify user is non-root ${where}`;
}

/**
 * Returns whether a container listens on a port: on the ports that the image declares, or on all ports if it declares
 * none.
 */
export const answersOn = (
  image: Pick<KnownImage, "ports"> | undefined,
  port: number | undefined,
): boolean =>
  image === undefined ||
  port === undefined ||
  image.ports.length === 0 ||
  image.ports.includes(port);

/** The properties of an image that determine where its container writes. */
export type Starting = Pick<KnownImage, "base" | "entrypoint" | "command" | "variables" | "folder">;

/** Returns the last log line of a container that cannot write where it must; undefined if it can. */
export function findWriteProblem(container: Container, image: Starting): string | undefined {
  const { securityContext, volumeMounts = [], env = [] } = container;
  if (securityContext?.readOnlyRootFilesystem !== true) return undefined;
  const isWritable = (path: string): boolean =>
    volumeMounts.some(
      ({ mountPath, readOnly }) =>
        readOnly !== true && (path === mountPath || path.startsWith(`${mountPath}/`)),
    );
  const writes = writesOf({
    base: image.base,
    command: commandOf(container, image),
    variables: [...image.variables, ...env.map(({ name }) => name)],
    folder: container.workingDir ?? image.folder,
  });
  return writes.find(({ names }) => !names.some(isWritable))?.says;
}

/**
 * Returns the container's entry point or command, with the arguments.
 * https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/
 */
function commandOf(
  { command, args }: Container,
  image: Pick<KnownImage, "entrypoint" | "command">,
): string[] {
  const isOwn = command !== undefined && command.length > 0;
  return [
    ...(isOwn ? command : image.entrypoint),
    ...(args !== undefined && args.length > 0 ? args : isOwn ? [] : image.command),
  ];
}
