import { readFileSync } from "node:fs";
import path from "node:path";
import type { Engine } from "./engine.ts";
import { launch } from "./launch.ts";
import { locate, versionOf } from "./locate.ts";
import { DEBIAN_NEEDED, debianEnvironment, unpackDebian } from "./recipes/debian.ts";
import { startInRunDirectory } from "./run-directory.ts";
import { toolEngine } from "./tool.ts";

export interface Chromium {
  /** ws://127.0.0.1:PORT/… of the DevTools protocol. */
  endpoint: string;
}

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

const tool = toolEngine({
  name: "chromium",
  purpose: "shows the HTML reports and the frontend as a person sees them",
  version: "debian",
  needs: `Chromium or Chrome, or ${DEBIAN_NEEDED}`,
  programs: { chromium: "root/usr/lib/chromium/chromium" },
  inputs: () => ["chromium", "fonts-dejavu-core"],
  build: (directory, log) => unpackDebian(["chromium", "fonts-dejavu-core"], directory, log),
  environment: debianEnvironment,
  asksVersion: true,
  spaceMiB: 1200,
});

/** https://chromedevtools.github.io/devtools-protocol/ */
export const chromium: Engine<Chromium> = {
  ...tool,
  async find() {
    for (const name of NAMES) {
      const program = await locate(name);
      if (program === undefined) continue;
      const version = await versionOf(program);
      if (version !== "unknown") return { origin: "PATH", version, files: { chromium: program } };
    }
    return tool.find();
  },
  start: (found) =>
    startInRunDirectory("chromium", async (run) => {
      const state = { endpoint: "" };
      const logFile = path.join(run, "chromium.log");
      const { stop } = await launch({
        name: "chromium",
        program: found.files.chromium ?? "chromium",
        argv: [
          "--headless=new",
          "--remote-debugging-port=0",
          "--remote-debugging-address=127.0.0.1",
          `--user-data-dir=${path.join(run, "profile")}`,
          "--no-first-run",
          "--disable-gpu",
          "--disable-dev-shm-usage",
          // Chromium's sandbox refuses to work for root. We open only our own pages.
          ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
          "about:blank",
        ],
        cwd: run,
        logFile,
        env: { ...found.environment, HOME: run },
        ready: () => {
          state.endpoint = endpointIn(logFile);
          return state.endpoint !== "";
        },
        readyWithinMs: 30_000,
      });
      return { endpoint: state.endpoint, stop };
    }),
};

/** Returns the endpoint from Chromium's log: Chromium writes the port that it chose there. */
function endpointIn(logFile: string): string {
  return /DevTools listening on (ws:\S+)/.exec(readFileSync(logFile, "utf8"))?.[1] ?? "";
}
