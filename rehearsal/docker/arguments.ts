import { parseArgs } from "node:util";
import { BuildError, unsupported } from "./errors.ts";

/** The options of `docker buildx build` that build-push-ecr uses. */
export interface BuildOptions {
  context: string;
  /** Undefined = Dockerfile in the context. */
  file: string | undefined;
  target: string | undefined;
  platforms: string[];
  buildArgs: Record<string, string>;
  labels: Record<string, string>;
  /** host/repository:tag */
  names: string[];
  push: boolean;
  metadataFile: string | undefined;
}

export const SUPPORTED = `version, buildx version, buildx inspect, buildx imagetools inspect --raw NAME,
  buildx build --progress=plain --provenance=false --sbom=false
  [--metadata-file=FILE] [--file=FILE] [--target=STAGE] [--platform=OS/ARCH,…] [--tag=NAME]…
  [--build-arg=NAME=VALUE]… [--label=NAME=VALUE]… [--secret=id=ID,src=FILE]… [--push] CONTEXT`;

const OPTIONS = {
  progress: { type: "string" },
  provenance: { type: "string" },
  sbom: { type: "string" },
  "metadata-file": { type: "string" },
  file: { type: "string", short: "f" },
  target: { type: "string" },
  platform: { type: "string" },
  tag: { type: "string", short: "t", multiple: true },
  "build-arg": { type: "string", multiple: true },
  label: { type: "string", multiple: true },
  // The stand-in runs no RUN instruction, so nothing would mount a secret.
  secret: { type: "string", multiple: true },
  push: { type: "boolean" },
} as const;

/** @throws BuildError for an unknown option, or a value that is not supported */
export function readBuildOptions(argv: string[]): BuildOptions {
  const { values, positionals } = parse(argv);
  const [context, ...more] = positionals;
  if (context === undefined || more.length > 0)
    throw new BuildError(
      `"docker buildx build" requires exactly 1 argument, got ${positionals.length}`,
    );
  // By default, an engine pushes an index with attestations. The stand-in makes none.
  if (values.provenance !== "false") throw unsupported("a build without --provenance=false");
  if ((values.sbom ?? "false") !== "false") throw unsupported("--sbom");
  return {
    context,
    file: values.file,
    target: values.target,
    platforms: values.platform?.split(",") ?? [],
    buildArgs: pairs(values["build-arg"] ?? []),
    labels: pairs(values.label ?? []),
    names: values.tag ?? [],
    push: values.push ?? false,
    metadataFile: values["metadata-file"],
  };
}

function parse(argv: string[]) {
  try {
    return parseArgs({ args: argv, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new BuildError(`docker stand-in: ${(error as Error).message}. Supported: ${SUPPORTED}`);
  }
}

const pairs = (list: string[]): Record<string, string> =>
  Object.fromEntries(
    list.map((pair) => {
      const at = pair.indexOf("=");
      return at < 0 ? [pair, process.env[pair] ?? ""] : [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
