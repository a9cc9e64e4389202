import { execFileSync } from "node:child_process";
import path from "node:path";

/** Disables the user's git settings, so that their hooks, signing and templates have no effect. */
const NO_SETTINGS = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };

interface GitOptions {
  input?: string | Buffer;
  environment?: Readonly<Record<string, string>>;
  /** latin1 gives one character for each byte. */
  encoding?: "utf8" | "latin1";
  /** Reads the user's own git settings: their global ignore patterns, and the checkouts that they trust. */
  withUserSettings?: boolean;
}

/** Runs git. @throws Error with git's message, in English */
export function git(directory: string, argv: readonly string[], options: GitOptions = {}): string {
  const { input, environment, encoding = "utf8", withUserSettings = false } = options;
  return execFileSync("git", argv, {
    cwd: directory,
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      LC_ALL: "C",
      ...(withUserSettings ? {} : NO_SETTINGS),
      ...environment,
    },
    encoding,
    maxBuffer: 1 << 30,
    stdio: ["pipe", "pipe", "pipe"],
    ...(input === undefined ? {} : { input }),
  });
}

/**
 * Returns the texts of the files directly in a folder of a commit, by name. Two git processes read all of them, however
 * many files there are.
 */
export function readFolder(
  directory: string,
  commit: string,
  folder: string,
): Record<string, string> {
  const files = git(directory, ["ls-tree", "-z", commit, `${folder}/`])
    .split("\0")
    .map((line) => /^\d+ blob (?<id>\S+)\t(?<file>.+)$/s.exec(line)?.groups)
    .filter((groups) => groups !== undefined);
  const input = files.map(({ id }) => `${id}\n`).join("");
  let rest = git(directory, ["cat-file", "--batch"], { input, encoding: "latin1" });
  const texts = files.map(({ file = "" }) => {
    // "ID blob BYTES", then the bytes, with a line break after each.
    const start = rest.indexOf("\n") + 1;
    const end = start + Number(rest.slice(0, start).split(" ")[2]);
    const text = Buffer.from(rest.slice(start, end), "latin1").toString("utf8");
    rest = rest.slice(end + 1);
    return [path.posix.basename(file), text];
  });
  return Object.fromEntries(texts) as Record<string, string>;
}
