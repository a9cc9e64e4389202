import path from "node:path";
import { readTexts } from "../base/texts.ts";
import { UsageError } from "../base/usage-error.ts";
import { ENVIRONMENTS } from "../world/environments.ts";
import { MIRRORS_VARIABLE, type Mirror } from "./mirrors.ts";
import { isLocal, moduleCalls, type ModuleCall } from "./modules.ts";
import {
  REPLAYED_PROVIDERS,
  declaredTypes,
  needsRealKubernetes,
  providerOf,
  unservedTypes,
  type Declared,
  type ServedTypes,
} from "./types.ts";
import { usedTerraformFiles } from "./workspaces.ts";

/** The types that the replayed providers serve, by kind. */
type Replayed = Pick<ServedTypes, "resources" | "data">;

/**
 * Reads the Terraform files of the workspaces that a repository's workflows and environment files name, by path.
 * @param files paths of the repository's files
 */
export function readWorkspaces(source: string, files: readonly string[]): Record<string, string> {
  const texts = (wanted: (file: string) => boolean): Record<string, string> =>
    readTexts(source, files.filter(wanted));
  const configuration = texts(
    (file) =>
      /^\.github\/.*\.ya?ml$/.test(file) ||
      new RegExp(`^${ENVIRONMENTS}/[^/]+\\.ya?ml$`).test(file),
  );
  const terraform = texts((file) => /\.(?:tf|tofu)(?:\.json)?$/.test(file));
  return Object.fromEntries(
    usedTerraformFiles(configuration, terraform).map((file) => [file, terraform[file] ?? ""]),
  );
}

/** Returns the modules that terraform downloads, each source once. */
export function downloadedModules(workspaces: Readonly<Record<string, string>>): ModuleCall[] {
  const calls = Object.entries(workspaces).flatMap(([file, text]) => moduleCalls(file, text));
  const downloaded = calls.filter((call) => !isLocal(call)).reverse();
  return [...new Map(downloaded.map((call) => [call.source, call])).values()].reverse();
}

/** What the providers of a rehearsal are. */
interface Providers {
  replayed: Replayed;
  mirrors: readonly Mirror[];
  /** Whether hashicorp/aws and hashicorp/kubernetes come from the mirrors too. */
  real: boolean;
  /** Whether a real API server replaces the embedded Kubernetes. */
  realKubernetes: boolean;
}

/**
 * Refuses a repository whose workspaces need types that no provider of the rehearsal serves, or a real provider whose
 * requests the embedded Kubernetes does not serve. Without this check, the run would fail in the middle.
 * @param workspaces texts of the Terraform files, by path
 * @throws UsageError that lists the types, with file and line
 */
export function checkTypes(
  workspaces: Readonly<Record<string, string>>,
  providers: Providers,
): void {
  const { replayed, mirrors, real, realKubernetes } = providers;
  const declared = Object.entries(workspaces).flatMap(([file, text]) => declaredTypes(file, text));
  const unserved = unservedTypes(declared, {
    ...replayed,
    mirrored: mirroredProviders(mirrors, real),
  });
  const noServer = realKubernetes
    ? []
    : unservedTypes(declared.filter(needsRealKubernetes), { ...replayed, mirrored: new Set() });
  const refused = [
    ...unserved.map((one) => refusalOf(one, providers)),
    ...noServer.filter((one) => !unserved.includes(one)).map(refusalWithoutServer),
  ];
  if (refused.length > 0) throw new UsageError(refused.join("\n"));
}

/** Returns the providers from mirrors. The replayed providers are only included if the user asked for the real ones. */
function mirroredProviders(mirrors: readonly Mirror[], real: boolean): ReadonlySet<string> {
  const names = mirrors.flatMap(({ providers }) =>
    providers.map((one) => path.posix.basename(one)),
  );
  return new Set(names.filter((name) => real || !REPLAYED.has(name)));
}

const REPLAYED = new Set(REPLAYED_PROVIDERS.map((one) => path.posix.basename(one)));

const nameOf = ({ type, kind }: Declared): string =>
  kind === "data" || kind === "ephemeral" ? `${kind}.${type}` : type;

function refusalOf(declared: Declared, { mirrors, realKubernetes }: Providers): string {
  const { type, file, line } = declared;
  const provider = providerOf(type);
  const has = mirrors.some(({ providers }) =>
    providers.some((one) => path.posix.basename(one) === provider),
  );
  const parts = [
    ...(has || REPLAYED.has(provider) ? ["providers"] : []),
    ...(needsRealKubernetes(declared) && !realKubernetes ? ["kubernetes"] : []),
  ].join(",");
  const fix = has
    ? `Add --real ${parts}.`
    : `Set ${MIRRORS_VARIABLE} to a mirror that has the provider ${provider}${parts === "" ? "" : `, and add --real ${parts}`}. "terraform providers mirror DIR" creates one on a machine with a network.`;
  return `${file}:${line}: the rehearsal does not replay ${nameOf(declared)}; with a provider mirror the real provider is used. ${fix}`;
}

/** The text for a type whose real provider is there, but not what it sends its requests to. */
const refusalWithoutServer = (declared: Declared): string =>
  `${declared.file}:${declared.line}: the embedded Kubernetes does not serve the requests of the real provider of ${nameOf(declared)}. Add --real kubernetes: a real API server on this machine.`;
