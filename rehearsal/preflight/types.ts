/** A resource or data source that a Terraform file declares. */
export interface Declared {
  kind: "resource" | "data";
  /** Such as aws_sqs_queue. */
  type: string;
  file: string;
  /** Counts from 1. */
  line: number;
}

/**
 * Finds the resources and data sources of a Terraform file. Declarations in comments and in heredocs at the beginning
 * of a line do not count.
 */
export function declaredTypes(file: string, text: string): Declared[] {
  return text.split("\n").flatMap((line, index) => {
    const [, kind, type] = /^\s*(resource|data)\s+"([a-z][\w-]*)"\s+"[^"]*"\s*\{/.exec(line) ?? [];
    if (type === undefined) return [];
    return [{ kind: kind as Declared["kind"], type, file, line: index + 1 }];
  });
}

/** Finds the folders of the repository's own modules that a Terraform file calls, relative to the file's folder. */
export const calledModules = (text: string): string[] =>
  [...text.matchAll(/^\s*source\s*=\s*"(\.{1,2}\/[^"]*)"/gm)].map(([, source = ""]) => source);

/** Returns the provider of a type, which is the first part of the type's name. */
export const providerOf = (type: string): string => type.split("_")[0] ?? type;

/** Providers that the rehearsal replays, unless they come from a mirror. */
export const REPLAYED_PROVIDERS: readonly string[] = ["hashicorp/aws", "hashicorp/kubernetes"];

/** Types of Terraform's built-in provider. */
const BUILT_IN = new Set(["terraform_data", "terraform_remote_state"]);

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
    const replayed = one.kind === "resource" ? served.resources : served.data;
    if (BUILT_IN.has(one.type) || replayed.has(one.type)) continue;
    if (served.mirrored.has(providerOf(one.type))) continue;
    const key = `${one.kind} ${one.type}`;
    if (!found.has(key)) found.set(key, one);
  }
  return [...found.values()];
}
