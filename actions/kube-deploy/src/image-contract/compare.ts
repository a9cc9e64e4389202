import type { PlannedContainer } from "./planned-containers.ts";

/** The configuration of an image, for one platform. https://github.com/opencontainers/image-spec/blob/main/config.md */
export interface ImageConfiguration {
  /** For example linux/amd64. */
  platform: string;
  architecture: string;
  /** `USER`: empty, a number or a name, with or without a group. */
  user: string;
  /** Ports of `EXPOSE`. */
  ports: readonly number[];
  /** Command of `HEALTHCHECK`; empty if there is none. */
  healthCheck: string;
}

/** A difference that stops the deployment: no pod of the workload could start. */
interface Refusal {
  message: string;
  /** How to correct the image or the workload. */
  fix: string;
}

/** The differences between a container and its image. */
export interface Differences {
  refusals: Refusal[];
  warnings: string[];
}

/**
 * Compares a container with its image.
 * @param images configurations of the image, one for each platform; none = nothing is known about the image
 * @param nodes architectures of the cluster's nodes; undefined if they are not known
 */
export function compareImage(
  container: PlannedContainer,
  images: readonly ImageConfiguration[],
  nodes: readonly string[] | undefined,
): Differences {
  if (images.length === 0) return { refusals: [], warnings: [] };
  const where = `${container.workload}, container ${container.container}`;
  const platform = findPlatformProblem(container, images, nodes);
  const running = images.filter(
    ({ architecture }) => (container.architecture ?? architecture) === architecture,
  );
  const user = running.map((image) => findUserProblem(container, image)).find(Boolean);
  return {
    refusals: [platform, user]
      .filter((one) => one !== undefined)
      .map(({ message, fix }) => ({ message: `${where}: ${message}`, fix })),
    warnings: running
      .slice(0, 1)
      .flatMap((image) => portWarnings(container, image))
      .map((message) => `${where}: ${message}`),
  };
}

function findPlatformProblem(
  { architecture: wanted, image }: PlannedContainer,
  images: readonly ImageConfiguration[],
  nodes: readonly string[] = [],
): Refusal | undefined {
  const has = (architecture: string): boolean =>
    images.some((one) => one.architecture === architecture);
  const platforms = images.map(({ platform }) => platform).join(", ");
  const name = nameOf(image);
  const built = (architecture: string): string =>
    `build it for that architecture too (platforms: [${[...images.map(({ platform }) => platform), `linux/${architecture}`].join(", ")}] of the image in the input images of build-push-ecr)`;
  if (wanted !== undefined)
    return has(wanted)
      ? undefined
      : {
          message: `the workload asks for ${wanted} nodes, but the image ${name} is for ${platforms}`,
          fix: `${built(wanted)}, or let the workload run on ${images[0]?.architecture ?? ""} (architecture, which is the node selector kubernetes.io/arch)`,
        };
  const [first] = nodes;
  if (first === undefined || nodes.some(has)) return undefined;
  return {
    message: `the nodes of the cluster are ${nodes.join(" and ")}, but the image ${name} is for ${platforms}`,
    fix: `${built(first)}, or add nodes of ${images[0]?.architecture ?? ""} and set architecture = "${images[0]?.architecture ?? ""}" for the workload`,
  };
}

/** Decides as the kubelet does (pkg/kubelet/kuberuntime/security_context.go, verifyRunAsNonRoot). */
function findUserProblem(
  { runAsNonRoot, runAsUser, image }: PlannedContainer,
  { user }: ImageConfiguration,
): Refusal | undefined {
  if (!runAsNonRoot || (runAsUser !== undefined && runAsUser !== 0)) return undefined;
  const [own = ""] = user.split(":");
  if (runAsUser === undefined && /^\d+$/.test(own) && Number(own) !== 0) return undefined;
  const says =
    runAsUser === 0
      ? "user 0 (runAsUser) is root"
      : /^(?:0+|root)?$/.test(own)
        ? `the image ${nameOf(image)} runs as root (${own === "" ? "it has no USER" : `USER ${user}`})`
        : `the image ${nameOf(image)} has USER ${user}, a name: the kubelet cannot know whether it is root`;
  return {
    message: `the workload says runAsNonRoot, but ${says}`,
    fix: "end the Dockerfile with the number of a user, for example USER 10001, or give the workload a number that the image can run as, for example user = 10001 (runAsUser)",
  };
}

/** The port that a HEALTHCHECK requests on its own container. */
const CHECKED_PORT = /(?:localhost|127\.0\.0\.1|\[::1\]):(\d{1,5})/;

function portWarnings({ probes }: PlannedContainer, image: ImageConfiguration): string[] {
  const { ports, healthCheck } = image;
  const probed = [...new Set(probes.map(({ port }) => port))];
  const undeclared = ports.length === 0 ? [] : probed.filter((port) => !ports.includes(port));
  const checked = Number(CHECKED_PORT.exec(healthCheck)?.[1]);
  return [
    ...undeclared.map((port) => {
      const kinds = probes.filter((probe) => probe.port === port).map(({ kind }) => kind);
      return `the ${kinds.join(" and ")} probe ${kinds.length > 1 ? "ask" : "asks"} port ${port}, but the image declares only ${ports.join(", ")} (EXPOSE)`;
    }),
    ...(Number.isNaN(checked) || probed.length === 0 || probed.includes(checked)
      ? []
      : [
          `the image checks itself on port ${checked} (HEALTHCHECK), but the probes ask ${probed.join(", ")}`,
        ]),
    ...(healthCheck !== "" && probed.length === 0
      ? [
          "the image has a HEALTHCHECK, which Kubernetes does not run, and the container has no probe",
        ]
      : []),
  ];
}

const nameOf = (image: string): string => image.replace(/^[^/]*\//, "").replace(/@.*$/, "");
