import { accessSync, constants, readFileSync } from "node:fs";
import path from "node:path";
import { quoted } from "../base/shell.ts";

/** How this process was started. */
export interface Start {
  /** Folder of the installed package. */
  root: string;
  /** The file that Node runs. */
  file: string;
  /** The current folder. */
  folder: string;
  environment: NodeJS.ProcessEnv;
}

const NAME = "eks-pipeline";
const COMMAND = "rehearse";

/**
 * Returns the command that starts the program again in the way it was started this time: a person must be able to copy
 * a printed command.
 */
export function startedAs(start: Start): string {
  return ofScript(start) ?? ofNpx(start) ?? ofPath(start) ?? ofProject(start) ?? ofNode(start);
}

/** Returns `npm run NAME` if a script calls the program. */
function ofScript({ environment }: Start): string | undefined {
  const { npm_lifecycle_event: name, npm_lifecycle_script: script = "" } = environment;
  if (name === undefined || name === "npx") return undefined;
  const [, command] = /\beks-pipeline(?:\s+(rehearse))?\s*$/.exec(script) ?? [undefined, null];
  if (command === null) return undefined;
  return `npm run ${name} --${command === COMMAND ? "" : ` ${COMMAND}`}`;
}

/**
 * Returns the npx command. If npx installed the package only to run it, the package's folder says which package was
 * requested.
 */
function ofNpx({ root }: Start): string | undefined {
  if (!/[\\/]_npx[\\/][^\\/]+[\\/]node_modules[\\/]/.test(root)) return undefined;
  const { _npx, dependencies = {} } = readManifest(path.resolve(root, "../.."));
  const specifier =
    _npx?.packages?.find((one) => one.includes(NAME)) ?? _npx?.packages?.[0] ?? dependencies[NAME];
  return specifier === undefined ? undefined : `npx --yes ${quoted(specifier)} ${COMMAND}`;
}

/** https://github.com/npm/cli/blob/latest/workspaces/libnpmexec/lib/index.js writes `_npx`. */
interface Manifest {
  _npx?: { packages?: string[] };
  dependencies?: Record<string, string>;
}

function readManifest(folder: string): Manifest {
  try {
    return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;
  } catch {
    return {};
  }
}

/**
 * Returns the program's name if it is installed globally. Folders that npm adds to PATH do not count, because later
 * commands do not have them.
 */
function ofPath({ environment }: Start): string | undefined {
  const folders = (environment["PATH"] ?? "").split(path.delimiter).filter((one) => one !== "");
  const isThere = folders
    .filter((one) => !/node_modules[\\/]\.bin[\\/]?$/.test(one))
    .some((one) => isExecutable(path.join(one, NAME)));
  return isThere ? `${NAME} ${COMMAND}` : undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Returns the command if the package is installed in the project of the current folder. In other folders, npx would ask
 * the registry for a package of this name.
 */
function ofProject({ root, folder }: Start): string | undefined {
  const modules = path.dirname(root);
  const isInstalled = path.basename(modules) === "node_modules" && path.basename(root) === NAME;
  const fromProject = path.relative(path.dirname(modules), folder);
  const isInside = !fromProject.startsWith("..") && !path.isAbsolute(fromProject);
  return isInstalled && isInside ? `npx ${NAME} ${COMMAND}` : undefined;
}

function ofNode({ file, folder }: Start): string {
  const relative = path.relative(folder, file);
  return `node ${quoted(relative.startsWith("..") ? file : relative)} ${COMMAND}`;
}
