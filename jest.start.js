// npm test: starts jest on Node 24, the Node with which GitHub's runner starts the actions, whichever Node runs this
// file. It uses the Node of EKS_PIPELINE_NODE24, else of PATH or of the engines' cache, else from npm. Node 24 also
// takes a fifth less CPU than Node 20, and half as much for bundles, whose compiled code it keeps.
import { spawn, spawnSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";

const VARIABLE = "EKS_PIPELINE_NODE24";
const WHERE = ["--import", "tsx/esm", "test/engines/where.ts", "node24", "node", "--install"];
const JEST = [
  "--experimental-vm-modules",
  "--disable-warning=ExperimentalWarning",
  fileURLToPath(import.meta.resolve("jest/bin/jest")),
];

/**
 * Returns the absolute path of the Node that runs jest. If there is no Node 24, prints why and returns the current
 * Node.
 */
function findNode() {
  const { versions, execPath, env } = process;
  if (env[VARIABLE]) return env[VARIABLE];
  if (versions.node.startsWith("24.")) return execPath;
  const { status, stdout, stderr } = spawnSync(execPath, WHERE, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    // Without a network, npm would retry for more than a minute at each start.
    env: { ...env, npm_config_fetch_retries: "0" },
  });
  if (status === 0) return stdout.trim();
  process.stderr.write(`No Node 24, so the tests run on Node ${versions.node}: ${stderr.trim()}\n`);
  return execPath;
}

const node = findNode();
const child = spawn(node, [...JEST, ...process.argv.slice(2)], {
  stdio: "inherit",
  // GOGC: terraform collects garbage less often than by default. That takes more memory and less CPU: with
  // hashicorp/aws, a fifth.
  env: { GOGC: "400", ...process.env, [VARIABLE]: node },
});
// A terminal interrupts both processes. Jest decides when to end.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("error", (error) => {
  process.stderr.write(`${VARIABLE}: "${node}" cannot be started (${error.message})\n`);
  process.exitCode = 1;
});
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
