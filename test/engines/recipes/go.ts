import { mkdir, readFile, readdir } from "node:fs/promises";
import path from "node:path";
import semver from "semver";
import { EngineProblem, type Engine, type Log } from "../engine.ts";
import { execute } from "../execute.ts";
import { locate, versionOf } from "../locate.ts";
import { toolEngine, type ToolPlan } from "../tool.ts";

/** Since 1.21, go downloads the toolchain that a go.mod requires: https://go.dev/doc/toolchain */
const OLDEST_GO = "1.21.0";

/** What the machine needs for engines that are built here. */
export const GO_NEEDED = `Go >= 1.21 on PATH`;

const ENVIRONMENT = { CGO_ENABLED: "0" };
const FLAGS = ["-trimpath", "-buildvcs=false"];

async function requireGo(): Promise<string> {
  const go = await locate("go");
  if (go === undefined) throw new EngineProblem(`no go on PATH: install Go >= 1.21`);
  const version = semver.coerce(await versionOf(go, ["env", "GOVERSION"]));
  if (version === null || semver.lt(version, OLDEST_GO)) {
    throw new EngineProblem(
      `${go} is ${version?.version ?? "of unknown version"}: install Go >= 1.21`,
    );
  }
  return go;
}

export interface GoModule {
  /** Folder with go.mod and go.sum. */
  module: string;
  /** Package by program name. `.` is the package of the module itself. */
  packages: Readonly<Record<string, string>>;
  /** `-X` settings of the linker, such as the version that the program prints. */
  settings?: Readonly<Record<string, string>>;
}

/** Builds programs of a committed module into `directory/bin`. go checks every source against go.sum. */
export async function buildGoModule(wanted: GoModule, directory: string, log: Log): Promise<void> {
  const go = await requireGo();
  const settings = Object.entries(wanted.settings ?? {}).map(
    ([name, value]) => `-X=${name}=${value}`,
  );
  const ldflags = ["-s", "-w", ...settings].join(" ");
  for (const [program, source] of Object.entries(wanted.packages)) {
    log(`go build ${program}`);
    const output = path.join(directory, "bin", program);
    await execute(
      go,
      ["build", ...FLAGS, "-mod=readonly", "-ldflags", ldflags, "-o", output, source],
      {
        cwd: wanted.module,
        env: ENVIRONMENT,
      },
    );
  }
}

/** A program that has the same name as its engine. */
interface GoProgram extends Pick<ToolPlan, "name" | "purpose" | "version"> {
  /** The first version that is no longer accepted on PATH. */
  before: string;
  source: string;
  /** The flag that prints the version. Default: --version. */
  versionFlag?: string;
}

/** Returns an engine that is one program with its own package, from PATH or by `go install`. */
export const goProgram = ({
  name,
  purpose,
  version,
  before,
  source,
  versionFlag = "--version",
}: GoProgram): Engine =>
  toolEngine({
    name,
    purpose,
    version,
    needs: GO_NEEDED,
    programs: { [name]: `bin/${name}` },
    onPath: { programs: { [name]: name }, range: `>=${version} <${before}`, versionFlag },
    inputs: () => [source],
    build: (directory, log) => installGoProgram(source, version, directory, log),
  });

/** Runs `go install PACKAGE@VERSION` into `directory/bin`. go checks the sources against Go's checksum database. */
async function installGoProgram(
  source: string,
  version: string,
  directory: string,
  log: Log,
): Promise<void> {
  const go = await requireGo();
  log(`go install ${source}@v${version}`);
  const bin = path.join(directory, "bin");
  await mkdir(bin, { recursive: true });
  await execute(go, ["install", ...FLAGS, "-ldflags", "-s -w", `${source}@v${version}`], {
    cwd: directory,
    env: { ...ENVIRONMENT, GOBIN: bin, GO111MODULE: "on" },
  });
}

/** Returns the texts of a module that determine the result of its build: go.mod, go.sum and its own sources. */
export async function goInputs(module: string): Promise<string[]> {
  const names = (await readdir(module)).filter((name) => /^go\.(mod|sum)$|\.go$/.test(name)).sort();
  return Promise.all(names.map((name) => readFile(path.join(module, name), "utf8")));
}
