import { execFileSync } from "node:child_process";
import path from "node:path";

/** Whose settings count: those of the rehearsal alone, so that hooks, signing and templates of the user change nothing. */
const NO_SETTINGS = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };

interface GitOptions {
  input?: string | Buffer;
  environment?: Readonly<Record<string, string>>;
  /** latin1 gives a character for each byte. */
  encoding?: "utf8" | "latin1";
  /** Reads the user's own git settings: what they ignore everywhere, and which checkouts they trust. */
  withUserSettings?: boolean;
}

/** @throws Error with what git says, in English */
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

/** Texts of the files of a commit that are directly in a folder, by their names. Two processes read them, however many there are. */
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
    // "ID blob BYTES", the bytes, and a line break behind each of the two.
    const start = rest.indexOf("\n") + 1;
    const end = start + Number(rest.slice(0, start).split(" ")[2]);
    const text = Buffer.from(rest.slice(start, end), "latin1").toString("utf8");
    rest = rest.slice(end + 1);
    return [path.posix.basename(file), text];
  });
  return Object.fromEntries(texts) as Record<string, string>;
}
