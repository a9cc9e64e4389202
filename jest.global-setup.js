import { spawnSync } from "node:child_process";
import process from "node:process";

const VARIABLE = "EKS_PIPELINE_NODE24";
const WHERE = ["--import", "tsx/esm", "test/engines/where.ts", "node24", "node", "--install"];

/**
 * GitHub's runner starts the actions with Node 24, so bundle tests do so whichever Node runs jest: that of the variable, else of
 * PATH or of the engines' cache, else from npm. What Node 24 keeps of a compiled bundle halves the CPU of its next start, too.
 * The environment of this process is that of the workers, which start afterwards.
 * @param {{ testPathPatterns: { patterns: readonly string[] } }} global
 * @param {{ rootDir: string, testPathIgnorePatterns: readonly string[] }} project
 */
export default function provideNode24({ testPathPatterns }, { rootDir, testPathIgnorePatterns }) {
  const isGiven = process.env[VARIABLE] !== undefined || process.versions.node.startsWith("24.");
  const { patterns } = testPathPatterns;
  const startsBundles =
    (patterns.length === 0 || patterns.some((pattern) => !pattern.includes("test/unit"))) &&
    !testPathIgnorePatterns.some((pattern) => pattern.endsWith("/test/bundle/"));
  if (isGiven || !startsBundles) return;
  const { status, stdout, stderr } = spawnSync(process.execPath, WHERE, {
    cwd: rootDir,
    encoding: "utf8",
  });
  if (status === 0) process.env[VARIABLE] = stdout.trim();
  else
    process.stderr.write(
      `Node 24 cannot be had, so Node ${process.versions.node} runs the bundles: ${stderr.trim()}\n`,
    );
}
