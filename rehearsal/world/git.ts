import { execFileSync } from "node:child_process";

/** Whose settings count: those of the rehearsal alone, so that hooks, signing and templates of the user change nothing. */
const NO_SETTINGS = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };

interface GitOptions {
  input?: string | Buffer;
  environment?: Readonly<Record<string, string>>;
  /** Reads the user's own git settings: what they ignore everywhere, and which checkouts they trust. */
  withUserSettings?: boolean;
}

/** @throws Error with what git says, in English */
export function git(directory: string, argv: readonly string[], options: GitOptions = {}): string {
  const { input, environment, withUserSettings = false } = options;
  return execFileSync("git", argv, {
    cwd: directory,
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      LC_ALL: "C",
      ...(withUserSettings ? {} : NO_SETTINGS),
      ...environment,
    },
    encoding: "utf8",
    maxBuffer: 1 << 30,
    stdio: ["pipe", "pipe", "pipe"],
    ...(input === undefined ? {} : { input }),
  });
}
