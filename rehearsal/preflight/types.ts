import { isObject } from "../base/object.ts";
import { lineOf, readJson } from "./json-syntax.ts";

const BLOCKS = ["resource", "data", "ephemeral"] as const;

/** What a Terraform file wants from a provider. */
export interface Declared {
  kind: (typeof BLOCKS)[number] | "function";
  /** Such as aws_sqs_queue, or provider::aws::arn_parse. */
  type: string;
  file: string;
  /** Counts from 1. */
  line: number;
}

/**
 * Finds the resources, data sources, ephemeral resources and provider functions of a Terraform file. Those in comments
 * do not count.
 */
export const declaredTypes = (file: string, text: string): Declared[] =>
  file.endsWith(".json") ? typesOfJson(file, text) : typesOfBlocks(file, text);

const BLOCK = /^\s*(resource|data|ephemeral)\s+"([a-z][\w-]*)"\s+"[^"]*"\s*\{/;

function typesOfBlocks(file: string, text: string): Declared[] {
  return text.split("\n").flatMap((line, index): Declared[] => {
    const [, kind, type] = BLOCK.exec(line) ?? [];
    if (type !== undefined)
      return [{ kind: kind as Declared["kind"], type, file, line: index + 1 }];
    const [code = ""] = line.split(/#|\/\//);
    return [...code.matchAll(/\bprovider::[\w-]+::\w+(?=\()/g)].map(([name]) => ({
      kind: "function",
      type: name,
      file,
      line: index + 1,
    }));
  });
}

function typesOfJson(file: string, text: string): Declared[] {
  const document = readJson(text);
  return BLOCKS.flatMap((kind) =>
    // One block, or a list of blocks.
    [document[kind]].flat().flatMap((blocks) =>
      Object.keys(isObject(blocks) ? blocks : {}).map((type) => ({
        kind,
        type,
        file,
        line: lineOf(text, type),
      })),
    ),
  );
}

/**
 * Returns the provider of a type, which is the first part of the type's name, or of a function, which names it.
 */
export const providerOf = (type: string): string =>
  /^provider::([\w-]+)::/.exec(type)?.[1] ?? type.split("_")[0] ?? type;

/** Providers that the rehearsal replays, unless they come from a mirror. */
export const REPLAYED_PROVIDERS: readonly string[] = ["hashicorp/aws", "hashicorp/kubernetes"];

/** Types of Terraform's built-in provider, which also has functions. */
const BUILT_IN = new Set(["terraform_data", "terraform_remote_state"]);
const isBuiltIn = (type: string): boolean =>
  BUILT_IN.has(type) || type.startsWith("provider::terraform::");

/** What is served: types that are replayed, and providers from a mirror. */
export interface ServedTypes {
  resources: ReadonlySet<string>;
  data: ReadonlySet<string>;
  /** Names of the providers that are real. */
  mirrored: ReadonlySet<string>;
}

/** Returns the declarations that no provider of the rehearsal serves, each type once. */
export function unservedTypes(declared: readonly Declared[], served: ServedTypes): Declared[] {
  const found = new Map<string, Declared>();
  for (const one of declared) {
    if (isBuiltIn(one.type) || isReplayed(one, served)) continue;
    if (served.mirrored.has(providerOf(one.type))) continue;
    const key = `${one.kind} ${one.type}`;
    if (!found.has(key)) found.set(key, one);
  }
  return [...found.values()];
}

/** The replayed providers have no ephemeral resources and no functions. */
const isReplayed = ({ kind, type }: Declared, { resources, data }: ServedTypes): boolean =>
  (kind === "resource" && resources.has(type)) || (kind === "data" && data.has(type));

/** Providers whose requests to Kubernetes only a real API server answers: they ask it which kinds it has. */
const ASK_KUBERNETES = new Set(["helm", "kubectl", "kustomization"]);

/** The same for single types of hashicorp/kubernetes. */
const DYNAMIC_TYPES = new Set([
  "kubernetes_manifest",
  "kubernetes_resource",
  "kubernetes_resources",
]);

/** Returns whether a type needs a real API server, which the embedded Kubernetes is not. */
export const needsRealKubernetes = ({ type }: Pick<Declared, "type">): boolean =>
  ASK_KUBERNETES.has(providerOf(type)) || DYNAMIC_TYPES.has(type);
