import { mkdir } from "node:fs/promises";
import { execute } from "../execute.ts";
import type { Log } from "../engine.ts";

/** Downloads and unpacks one npm package. npm checks it against the integrity hash of the registry. */
export async function unpackNpm(specifier: string, directory: string, log: Log): Promise<void> {
  log(`npm pack ${specifier}`);
  await mkdir(directory, { recursive: true });
  const options = ["--json", "--pack-destination", directory];
  const answer = await execute("npm", ["pack", ...options, specifier], { cwd: directory });
  const [archive] = JSON.parse(answer) as { filename: string }[];
  if (archive === undefined) throw new Error(`npm pack ${specifier} names no archive`);
  await execute("tar", ["-xzf", archive.filename, "--strip-components=1"], { cwd: directory });
  await execute("rm", [archive.filename], { cwd: directory });
}
