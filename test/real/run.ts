// npm run test:real [-- SUITE … --storm [COUNT] JEST-OPTIONS]: runs suites against independent engines.
import { spawnSync } from "node:child_process";
import path from "node:path";
import process from "node:process";
import { ROOT } from "../../scripts/bundle.ts";

/** Rollouts of each sort in a whole storm. Without `--storm`, the suite runs a short one. */
const WHOLE_STORM = "200";

const NODE = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];

/** Reads `--storm [COUNT]`: it runs only the storm, with COUNT healthy and COUNT broken rollouts. */
function readStorm(argv: readonly string[]): { argv: string[]; count: string | undefined } {
  const at = argv.indexOf("--storm");
  if (at < 0) return { argv: [...argv], count: undefined };
  const next = argv[at + 1] ?? "";
  const isCount = /^[1-9]\d*$/.test(next);
  const others = argv.filter((_, index) => index !== at && !(isCount && index === at + 1));
  const options = others.filter((one) => one.startsWith("-"));
  return { argv: ["kubernetes-storm", ...options], count: isCount ? next : WHOLE_STORM };
}

const { argv, count } = readStorm(process.argv.slice(2));
const jest = path.join(ROOT, "node_modules/jest/bin/jest.js");
const { status } = spawnSync(
  process.execPath,
  [...NODE, jest, "--config", "jest.real.config.js", ...argv],
  {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, ...(count !== undefined && { STORM: count }) },
  },
);
process.exitCode = status ?? 1;
