import type { RealPart } from "../real/parts.ts";
import type { ModuleCall } from "./modules.ts";
import { CONSUMER } from "../world/repositories.ts";
import { REPLAYED_PROVIDERS } from "./types.ts";

/** What is known about a rehearsal before it starts. */
export interface Overview {
  /** Folder of the repository. */
  source: string;
  /** The first line of each tool's version output, such as `Terraform v1.11.4`. */
  tools: string[];
  real: readonly RealPart[];
  /** Providers from a mirror, such as hashicorp/aws. */
  mirrored: readonly string[];
  /** owner/name of actions whose steps do nothing. */
  skipped: readonly string[];
  /** owner/name of third-party actions. */
  mapped: readonly string[];
  /** Programs in steps that the embedded Kubernetes does not serve. */
  unserved: readonly string[];
  /** Modules that terraform downloads. */
  downloaded: readonly ModuleCall[];
}

const EMBEDDED = ["GitHub", "AWS (S3, STS, ECR, EKS, Secrets Manager)"];

/** Explains to people what is real, what is embedded and what does nothing. */
export function overviewLines({
  source,
  tools,
  real,
  mirrored,
  skipped,
  mapped,
  unserved,
  downloaded,
}: Overview): string[] {
  const replayed = REPLAYED_PROVIDERS.filter((one) => !mirrored.includes(one));
  const embedded = [
    ...EMBEDDED,
    ...(real.includes("registry") ? [] : ["the registry"]),
    ...(real.includes("kubernetes") ? [] : ["Kubernetes"]),
    ...(replayed.length === 0 ? [] : [`the providers ${replayed.join(" and ")}`]),
  ];
  const engines = real.filter((part) => part !== "providers");
  return [
    `Rehearsal of ${source} (in this rehearsal, it is ${CONSUMER} on GitHub)`,
    line("real", ["the workflows", "the actions' bundles", ...tools, ...engines].join(", ")),
    ...(mirrored.length === 0
      ? []
      : [line("from a mirror", `the providers ${mirrored.join(", ")}`)]),
    line("embedded", embedded.join(", ")),
    ...(mapped.length === 0 ? [] : [line("mapped", mapped.join(", "))]),
    ...(skipped.length === 0
      ? []
      : [line("left out", `${skipped.join(", ")}: their steps do nothing`)]),
    ...(unserved.length === 0 ? [] : [line("not served", unservedLine(unserved))]),
    ...(downloaded.length === 0 ? [] : [line("downloaded", downloadedLine(downloaded))]),
    "",
  ];
}

/** Says what to do about steps that the embedded Kubernetes does not serve. */
export const unservedLine = (programs: readonly string[]): string =>
  `${programs.join(" and ")}: the embedded Kubernetes serves only the requests of the actions. Steps that start ${programs.length === 1 ? "it" : "them"} need --real kubernetes, a real API server on this machine ("npm run engines -- --only ${["kubernetes", ...(programs.some((one) => one.startsWith("helm")) ? ["helm"] : [])].join(",")}" installs it)`;

/** Says what a module needs that is not in the repository. */
const downloadedLine = (modules: readonly ModuleCall[]): string =>
  `${modules.map(({ source, file, line: at }) => `${source} (${file}:${at})`).join(", ")}: Terraform needs a network for ${modules.length === 1 ? "this module" : "these modules"}, and types in ${modules.length === 1 ? "it" : "them"} that are not replayed fail during the run. Without a network, copy ${modules.length === 1 ? "it" : "them"} into the repository and call the folder`;

const line = (name: string, text: string): string => `  ${name.padEnd(14)} ${text}`;
