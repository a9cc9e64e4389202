/** One image to build: everything that reaches docker's command line. Paths are absolute. */
export interface BuildRequest {
  context: string;
  file: string;
  target: string | undefined;
  platforms: readonly string[];
  buildArgs: Readonly<Record<string, string>>;
  /** Complete image names, with host and tag: host/repository:tag. */
  names: readonly string[];
  labels: Readonly<Record<string, string>>;
  /** Files of build secrets, by the id that a RUN instruction mounts. */
  secretFiles: Readonly<Record<string, string>>;
}

/**
 * Returns the arguments of `docker` for a build. The context comes last, after `--`-style options that each carry their
 * value, so no value is taken for an option.
 * @param metadataFile where buildx writes the digest of a push; undefined = nothing is pushed
 *
 * `--provenance=false`: with buildx's default, a push of one platform becomes an index. Its digest changes with every
 * build, its scan findings belong to an untagged child, and some consumers refuse it
 * (https://github.com/docker/build-push-action/issues/755). Without it, the registry scans and Kubernetes pulls exactly
 * what is pushed here. `--sbom=false` for the same reason: BUILDX_NO_DEFAULT_ATTESTATIONS may be unset on a runner.
 */
export function buildArguments(request: BuildRequest, metadataFile?: string): string[] {
  const argv = ["buildx", "build", "--progress=plain", "--provenance=false", "--sbom=false"];
  argv.push(`--file=${request.file}`);
  if (metadataFile !== undefined) argv.push("--push", `--metadata-file=${metadataFile}`);
  if (request.target !== undefined) argv.push(`--target=${request.target}`);
  if (request.platforms.length > 0) argv.push(`--platform=${request.platforms.join(",")}`);
  for (const name of request.names) argv.push(`--tag=${name}`);
  for (const [name, value] of sorted(request.buildArgs)) argv.push(`--build-arg=${name}=${value}`);
  for (const [id, file] of sorted(request.secretFiles)) argv.push(`--secret=id=${id},src=${file}`);
  for (const [name, value] of sorted(request.labels)) argv.push(`--label=${name}=${value}`);
  argv.push(request.context);
  return argv;
}

/** Sorts by name, so that the same request always gives the same command line. */
const sorted = (pairs: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(pairs).sort(([a], [b]) => (a < b ? -1 : 1));

/** Returns whether a build argument may be a secret. Hiding an ordinary value costs less than showing a secret. */
export const isPossibleSecret = (name: string): boolean =>
  /secret|token|passw(?:or)?d|key|credential/i.test(name);

/** Returns the values of build arguments that may be secrets. */
export const possibleSecrets = (buildArgs: Readonly<Record<string, string>>): string[] =>
  Object.entries(buildArgs).flatMap(([name, value]) => (isPossibleSecret(name) ? [value] : []));

/** Returns the names that may be of secrets. All who may pull the image can read build arguments in its history. */
export const namesOfSecrets = (names: readonly string[]): string[] =>
  names.filter((name) => /(secret|token|passw(or)?d|api_?key|private_?key|credential)/i.test(name));
