import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { EngineProblem, type Engine } from "./engine.ts";

/** One provider of a filesystem mirror, for this platform. */
interface MirroredProvider {
  /** `hashicorp/aws` */
  source: string;
  version: string;
}

export interface Mirror {
  /** What goes into `filesystem_mirror { path = … }`: the folder above the host names. */
  directory: string;
  origin: string;
  providers: MirroredProvider[];
}

const HOST = "registry.terraform.io";
const VARIABLE = "EKS_PIPELINE_PLUGIN_MIRRORS";
/** How many levels of folders below a root are searched. */
const DEPTH = 3;
/** A root with more entries is not searched: it holds somebody's data, not mirrors. */
const MOST_ENTRIES = 200;

/** Returns Terraform's implied mirrors, its plugin cache, and folders where machines keep additional software. */
function usualRoots(environment: NodeJS.ProcessEnv): string[] {
  const home = homedir();
  const shared = (environment.XDG_DATA_DIRS ?? "/usr/local/share:/usr/share").split(":");
  return [
    ...(environment.TF_PLUGIN_CACHE_DIR === undefined ? [] : [environment.TF_PLUGIN_CACHE_DIR]),
    path.join(home, ".terraform.d"),
    path.join(environment.XDG_DATA_HOME ?? path.join(home, ".local", "share"), "terraform"),
    ...shared.map((folder) => path.join(folder, "terraform")),
    "/opt",
    "/srv",
  ];
}

/** Finds the mirrors of this machine: those that are named, else those in the usual places. */
export async function findMirrors(
  environment: NodeJS.ProcessEnv = process.env,
  roots = usualRoots(environment),
): Promise<Mirror[]> {
  const named = (environment[VARIABLE] ?? "").split(":").filter((folder) => folder !== "");
  const folders = named.length > 0 ? named : await probe(roots);
  const mirrors: Mirror[] = [];
  for (const directory of new Set(folders.map((folder) => path.resolve(folder)))) {
    const providers = await providersIn(directory);
    const origin = named.length > 0 ? VARIABLE : "a usual place";
    if (providers.length > 0) mirrors.push({ directory, origin, providers });
  }
  return mirrors;
}

async function probe(roots: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const visit = async (folder: string, depth: number): Promise<void> => {
    const names = (await entries(folder)).filter((entry) => entry.isDirectory());
    if (names.some((entry) => entry.name === HOST)) found.push(folder);
    if (depth === 0 || names.length > MOST_ENTRIES) return;
    for (const entry of names) {
      if (entry.name !== HOST) await visit(path.join(folder, entry.name), depth - 1);
    }
  };
  for (const root of roots) await visit(root, DEPTH);
  return found;
}

/** Both layouts of https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror */
async function providersIn(directory: string): Promise<MirroredProvider[]> {
  const platform = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
  const providers: MirroredProvider[] = [];
  for (const namespace of await entries(path.join(directory, HOST))) {
    for (const type of await entries(path.join(directory, HOST, namespace.name))) {
      const source = `${namespace.name}/${type.name}`;
      const folder = path.join(directory, HOST, source);
      for (const entry of await entries(folder)) {
        const packed = /^terraform-provider-.+_(\d[^_]*)_(\w+_\w+)\.zip$/.exec(entry.name);
        if (packed?.[2] === platform) providers.push({ source, version: packed[1] ?? "" });
        const unpacked = await entries(path.join(folder, entry.name));
        if (unpacked.some((item) => item.name === platform)) {
          providers.push({ source, version: entry.name });
        }
      }
    }
  }
  return providers;
}

async function entries(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    // The path does not exist, is not a folder, or is not readable: no providers here.
    return [];
  }
}

/** No package registry has providers. If the machine has none, the suites are skipped. */
export const providerMirror: Engine = {
  name: "provider-mirror",
  purpose: "the real Terraform providers",
  version: "hashicorp/aws 5",
  needs: `a mirror with hashicorp/aws (terraform providers mirror DIR), its path in ${VARIABLE}`,
  async find() {
    const mirrors = await findMirrors();
    const [first] = mirrors;
    if (first === undefined) return undefined;
    const providers = mirrors.flatMap((mirror) => mirror.providers);
    // The suites need this provider. Other providers are optional.
    if (!providers.some(({ source }) => source === "hashicorp/aws")) return undefined;
    return {
      origin: first.origin,
      version: providers.map(({ source, version }) => `${source} ${version}`).join(", "),
      files: Object.fromEntries(
        mirrors.map(({ directory }, index) => [`mirror${index}`, directory]),
      ),
    };
  },
  install() {
    return Promise.reject(new EngineProblem("no package registry has providers"));
  },
};
