import { accessSync, constants, readFileSync } from "node:fs";
import path from "node:path";
import { quoted } from "../base/shell.ts";

/** How this process came about. */
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
 * The words with which a person starts the program of the package once more, as it was started this time: what is printed
 * has to work when it is copied.
 */
export function startedAs(start: Start): string {
  return ofScript(start) ?? ofNpx(start) ?? ofPath(start) ?? ofProject(start) ?? ofNode(start);
}

/** `npm run NAME` of a script that calls the program. */
function ofScript({ environment }: Start): string | undefined {
  const { npm_lifecycle_event: name, npm_lifecycle_script: script = "" } = environment;
  if (name === undefined || name === "npx") return undefined;
  const [, command] = /\beks-pipeline(?:\s+(rehearse))?\s*$/.exec(script) ?? [undefined, null];
  if (command === null) return undefined;
  return `npm run ${name} --${command === COMMAND ? "" : ` ${COMMAND}`}`;
}

/** Where npx has installed a package only to run it, its folder says which one was asked for. */
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

/** Installed for the whole machine. npm adds folders of its own to PATH, which later commands do not have. */
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

/** Installed in the project of the current folder. Elsewhere, npx would ask the registry for some package of this name. */
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
