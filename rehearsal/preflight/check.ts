import path from "node:path";
import { readTexts } from "../base/texts.ts";
import { UsageError } from "../base/usage-error.ts";
import { ENVIRONMENTS } from "../world/environments.ts";
import { MIRRORS_VARIABLE, type Mirror } from "./mirrors.ts";
import {
  REPLAYED_PROVIDERS,
  declaredTypes,
  providerOf,
  unservedTypes,
  type Declared,
  type ServedTypes,
} from "./types.ts";
import { usedTerraformFiles } from "./workspaces.ts";

/** The types that the replayed providers serve, by kind. */
type Replayed = Pick<ServedTypes, "resources" | "data">;

/**
 * Refuses a repository whose workspaces need types that no provider of the rehearsal serves. Without this check,
 * Terraform would report that the types do not exist.
 * @param files paths of the repository's files
 * @param real whether hashicorp/aws and hashicorp/kubernetes come from the mirrors too
 * @throws UsageError that lists the types, with file and line
 */
export function checkTypes(
  source: string,
  files: readonly string[],
  { replayed, mirrors, real }: { replayed: Replayed; mirrors: readonly Mirror[]; real: boolean },
): void {
  const texts = (wanted: (file: string) => boolean): Record<string, string> =>
    readTexts(source, files.filter(wanted));
  const configuration = texts(
    (file) =>
      /^\.github\/.*\.ya?ml$/.test(file) ||
      new RegExp(`^${ENVIRONMENTS}/[^/]+\\.ya?ml$`).test(file),
  );
  const terraform = texts((file) => file.endsWith(".tf"));
  const declared = usedTerraformFiles(configuration, terraform).flatMap((file) =>
    declaredTypes(file, terraform[file] ?? ""),
  );
  const served = { ...replayed, mirrored: mirroredProviders(mirrors, real) };
  const unserved = unservedTypes(declared, served);
  if (unserved.length > 0)
    throw new UsageError(unserved.map((one) => refusalOf(one, mirrors)).join("\n"));
}

/** Returns the providers from mirrors. The replayed providers are only included if the user asked for the real ones. */
function mirroredProviders(mirrors: readonly Mirror[], real: boolean): ReadonlySet<string> {
  const names = mirrors.flatMap(({ providers }) =>
    providers.map((one) => path.posix.basename(one)),
  );
  return new Set(names.filter((name) => real || !REPLAYED.has(name)));
}

const REPLAYED = new Set(REPLAYED_PROVIDERS.map((one) => path.posix.basename(one)));

function refusalOf({ type, kind, file, line }: Declared, mirrors: readonly Mirror[]): string {
  const name = kind === "data" ? `data.${type}` : type;
  const provider = providerOf(type);
  const has = mirrors.some(({ providers }) =>
    providers.some((one) => path.posix.basename(one) === provider),
  );
  const fix = has
    ? "Add --real providers."
    : `Set ${MIRRORS_VARIABLE} to a mirror that has the provider ${provider}${REPLAYED.has(provider) ? ", and add --real providers" : ""}. "terraform providers mirror DIR" creates one on a machine with a network.`;
  return `${file}:${line}: the rehearsal does not replay ${name}; with a provider mirror the real provider is used. ${fix}`;
}
