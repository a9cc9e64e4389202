import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it, test } from "@jest/globals";
import { EngineProblem } from "../../../engines/engine.ts";
import { causeIn, execute } from "../../../engines/execute.ts";
import { launch, type LaunchOptions } from "../../../engines/launch.ts";
import { withFreePorts } from "../../../engines/loopback.ts";
import { inDirectory } from "./directory.ts";

/** A server that is ready when it has written `ready` with the process ids of itself and its child. */
const SERVER = `
const { spawn } = require("node:child_process");
const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
require("node:fs").writeFileSync("ready", process.pid + " " + child.pid);
process.on("SIGTERM", () => {});
setInterval(() => {}, 1000);
`;

const options = (directory: string, script: string): LaunchOptions => ({
  name: "fake",
  program: process.execPath,
  argv: ["-e", script],
  cwd: directory,
  logFile: path.join(directory, "log"),
  ready: () => existsSync(path.join(directory, "ready")),
  graceMs: 50,
});

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
};

describe("launch", () => {
  it("ends the server and what it started, although it ignores SIGTERM", () =>
    inDirectory(async (directory) => {
      const server = await launch(options(directory, SERVER));
      const pids = readFileSync(path.join(directory, "ready"), "utf8").split(" ").map(Number);
      expect(pids.map(isAlive)).toStrictEqual([true, true]);
      await server.stop();
      await server.stop();
      expect(pids.map(isAlive)).toStrictEqual([false, false]);
    }));

  it("leaves nothing running when the process that launched it is killed", () =>
    inDirectory(async (directory) => {
      const script = `
        import { spawn } from "node:child_process";
        import { guard } from ${JSON.stringify(path.resolve("test/engines/guard.ts"))};
        const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
        guard(child.pid);
        process.stdout.write(String(child.pid), () => process.kill(process.pid, "SIGKILL"));
      `;
      const file = path.join(directory, "owner.ts");
      await writeFile(file, script);
      const tsx = ["--import", import.meta.resolve("tsx"), file];
      const { stdout } = spawnSync(process.execPath, tsx, { encoding: "utf8" });
      const pid = Number(stdout);
      expect(pid).toBeGreaterThan(1);
      const gone = async (): Promise<boolean> => {
        for (let look = 0; look < 500; look += 1) {
          if (!isAlive(pid)) return true;
          await pause(10);
        }
        return false;
      };
      expect(await gone()).toBe(true);
    }));

  it("says in one line why a server died at start", () =>
    inDirectory(async (directory) => {
      const script = `console.error("starting\\nfatal: listen tcp 127.0.0.1:80: address already in use"); process.exit(3)`;
      const starting = launch(options(directory, script));
      await expect(starting).rejects.toThrow(
        new EngineProblem(
          "fake ended with 3 at start: fatal: listen tcp 127.0.0.1:80: address already in use",
        ),
      );
    }));

  it("ends a server that does not get ready", () =>
    inDirectory(async (directory) => {
      const script = `require("node:fs").writeFileSync("pid", String(process.pid)); setInterval(() => {}, 1000)`;
      const pidFile = path.join(directory, "pid");
      // Not ready, and out of time as soon as the server has begun.
      const never = { ...options(directory, script), readyWithinMs: 1, ready: () => false };
      await expect(launch(never)).rejects.toThrow("fake is not ready after 0 s");
      if (existsSync(pidFile)) expect(isAlive(Number(readFileSync(pidFile, "utf8")))).toBe(false);
    }));

  it("names a program that is not there", () =>
    inDirectory(async (directory) => {
      const missing = { ...options(directory, ""), program: path.join(directory, "nothing") };
      await expect(launch(missing)).rejects.toThrow(/^fake does not start: .*ENOENT/);
    }));
});

describe("withFreePorts", () => {
  it("tries again with other ports when one was taken meanwhile, three times in all", async () => {
    const tried: number[] = [];
    const failing = withFreePorts(1, ([port = 0]) => {
      tried.push(port);
      return Promise.reject(new Error(`listen 127.0.0.1:${port}: bind: address already in use`));
    });
    await expect(failing).rejects.toThrow("address already in use");
    expect(tried).toHaveLength(3);
  });

  it("does not try again after another error", async () => {
    let tries = 0;
    const failing = withFreePorts(2, (ports) => {
      tries += 1;
      return Promise.reject(new Error(`no disk (${new Set(ports).size} ports)`));
    });
    await expect(failing).rejects.toThrow("no disk (2 ports)");
    expect(tries).toBe(1);
  });
});

describe("execute", () => {
  it("gives standard output, and every line of standard error to the log", async () => {
    const lines: string[] = [];
    const script = "console.error('one\\ntwo'); console.log('out')";
    const output = await execute(process.execPath, ["-e", script], {
      log: (line) => lines.push(line),
    });
    expect([output, lines]).toStrictEqual(["out\n", ["one", "two"]]);
  });

  it("names the program, how it ended and the cause", async () => {
    const script =
      "console.error('go: downloading\\nerror: no space left on device'); process.exit(2)";
    await expect(execute(process.execPath, ["-e", script])).rejects.toThrow(
      /ended with 2: error: no space left on device$/,
    );
  });

  it("ends a program that takes too long", async () => {
    const endless = execute(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
      timeoutMs: 1,
    });
    await expect(endless).rejects.toThrow("took too long");
  });

  it("says that a program is missing", async () => {
    await expect(execute("no-such-program", [])).rejects.toThrow(
      new EngineProblem("no-such-program is not on this machine"),
    );
  });
});

test.each([
  ["", "it printed nothing"],
  ["hello\nworld\n", "hello | world"],
  ["I1121 start\nE1121 12:00 cannot bind\nI1121 end\n", "E1121 12:00 cannot bind"],
  [`error: ${"x".repeat(400)}`, `…${"x".repeat(299)}`],
])("causeIn(%j) is the telling part", (log, cause) => {
  expect(causeIn(log)).toBe(cause);
});
