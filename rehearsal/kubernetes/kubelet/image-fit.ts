import { writesOf } from "../../base/base-images.ts";
import type { Container, Pod } from "../objects/types.ts";

/** What is known of an image: what its configuration states, and what the registry has under its name. */
export interface KnownImage {
  /** `USER`: empty, a number or a name, with or without a group. */
  user: string;
  /** Ports of `EXPOSE`. */
  ports: readonly number[];
  /** The image that it was built on, empty when that is not known. */
  base: string;
  entrypoint: readonly string[];
  /** `CMD` */
  command: readonly string[];
  /** Names of the variables of `ENV`. */
  variables: readonly string[];
  /** `WORKDIR` */
  folder: string;
  /** Of its manifest or index. */
  digest: string;
}

/** What a registry has for nodes of an architecture; undefined when the image can be pulled and nothing more is known. */
export type FoundImage = KnownImage | "not-found" | "wrong-platform" | undefined;

/** Looks an image up. @param architecture of the node, in Go's words, such as arm64 */
export type FindImage = (image: string, architecture: string) => FoundImage | Promise<FoundImage>;

/**
 * Why a kubelet does not create a container of the image under `runAsNonRoot`, in its own words
 * (pkg/kubelet/kuberuntime/security_context.go, verifyRunAsNonRoot); undefined when it does.
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

/** Whether something listens on a port of a container: on what the image declares, or on all if it declares none. */
export const answersOn = (
  image: Pick<KnownImage, "ports"> | undefined,
  port: number | undefined,
): boolean =>
  image === undefined ||
  port === undefined ||
  image.ports.length === 0 ||
  image.ports.includes(port);

/** What of an image says where its container writes. */
export type Starting = Pick<KnownImage, "base" | "entrypoint" | "command" | "variables" | "folder">;

/** The last line of a container that cannot write where it has to; undefined when it can. */
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
 * The entry point or the command of the container, with the arguments of either.
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
