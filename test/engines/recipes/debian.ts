import { existsSync, readdirSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { EngineProblem, type Engine, type Log } from "../engine.ts";
import { execute } from "../execute.ts";
import { locate } from "../locate.ts";
import { toolEngine, type ToolPlan } from "../tool.ts";

export const DEBIAN_NEEDED = "a Debian or Ubuntu with apt-get";

interface DebianProgram extends Pick<ToolPlan, "name" | "purpose" | "version"> {
  /** Name of the program, and of its package. */
  program: string;
  /** Versions that are accepted on PATH. */
  range: string;
}

/** Returns an engine that is one program, from PATH or from its Debian package. */
export const debianProgram = ({ program, range, ...plan }: DebianProgram): Engine =>
  toolEngine({
    ...plan,
    needs: DEBIAN_NEEDED,
    programs: { [plan.name]: `root/usr/bin/${program}` },
    onPath: { programs: { [plan.name]: program }, range },
    inputs: () => [program],
    build: (directory, log) => unpackDebian([program], directory, log),
    environment: debianEnvironment,
    asksVersion: true,
  });

/**
 * Unpacks Debian packages, and the dependencies that this machine lacks, below `directory/root`. Installs nothing
 * system-wide and does not need root: apt resolves, downloads and checks the signatures, dpkg-deb unpacks, and no
 * maintainer script runs.
 */
export async function unpackDebian(
  packages: readonly string[],
  directory: string,
  log: Log,
): Promise<void> {
  const apt = await locate("apt-get");
  if (apt === undefined) {
    throw new EngineProblem(`no apt-get here: install ${packages.join(", ")} by hand`);
  }
  const archives = path.join(directory, "archives");
  await mkdir(path.join(archives, "partial"), { recursive: true });
  log(`apt-get download ${packages.join(" ")}`);
  await download(apt, packages, archives);
  const root = path.join(directory, "root");
  const names = (await readdir(archives)).filter((name) => name.endsWith(".deb")).sort();
  log(`unpacking ${names.length} Debian packages`);
  for (const name of names) await execute("dpkg-deb", ["-x", path.join(archives, name), root]);
  await rm(archives, { recursive: true });
}

async function download(apt: string, packages: readonly string[], archives: string): Promise<void> {
  const argv = ["install", "--yes", "--no-install-recommends", "--download-only", "--reinstall"];
  const settings = [
    // No locks are needed: only we use this archive folder, and the package database is only read.
    "Debug::NoLocking=1",
    "APT::Sandbox::User=root",
    `Dir::Cache::archives=${archives}`,
  ].flatMap((setting) => ["-o", setting]);
  try {
    await execute(apt, [...argv, ...settings, ...packages]);
  } catch (error) {
    // New containers have no package lists, and old lists name versions that no longer exist.
    if (process.getuid?.() !== 0) {
      throw new EngineProblem(
        `apt-get finds no ${packages.join(", ")}: run apt-get update as root, then again`,
        { cause: error },
      );
    }
    await execute(apt, ["update"]);
    await execute(apt, [...argv, ...settings, ...packages]);
  }
}

/**
 * Returns the variables with which programs of an unpacked tree find their libraries: in the usual folders, and in
 * subfolders with the libraries of one package (such as pulseaudio), which a maintainer script would register.
 */
export function debianEnvironment(directory: string): Record<string, string> {
  const machine = process.arch === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
  const usual = [`usr/lib/${machine}`, `lib/${machine}`, "usr/lib"].map((folder) =>
    path.join(directory, "root", folder),
  );
  const own = foldersIn(usual[0] ?? "").filter((folder) =>
    readdirSync(folder).some((name) => /\.so(\.\d+)*$/.test(name)),
  );
  return { LD_LIBRARY_PATH: [...usual, ...own].join(":") };
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(folder, entry.name));
}
