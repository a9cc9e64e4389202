import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { expect, test } from "@jest/globals";

const ROOT = path.resolve(import.meta.dirname, "../..");
const script = readFileSync(path.join(ROOT, ".ci/run"), "utf8");

test("what npm test leaves out because it is rare is there, and .ci/run runs it", () => {
  const text = readFileSync(path.join(ROOT, "test/rare-uses.json"), "utf8");
  const files = JSON.parse(text) as string[];
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => !existsSync(path.join(ROOT, file)))).toStrictEqual([]);
  const elsewhere = files.filter((file) => /^test\/(?:property|contract|real)\//.test(file));
  expect(elsewhere).toStrictEqual([]);
  expect(script).toContain('EKS_PIPELINE_RARE_USES="$part" npm test --silent -- test/bundle\n');
  expect(script).toMatch(
    /EKS_PIPELINE_RARE_USES="\$part" npm test --silent -- --testPathIgnorePatterns \\\n/,
  );
});

/** Folders of tests that have their own step in .ci/run, with the end of the step's command. */
const STEPS: Record<string, string> = {
  bundle: "npm test --silent -- test/bundle\n",
  property: "npm test --silent -- test/property\n",
  contract: "npm run --silent check\n",
  real: 'npm run --silent test:real -- --testPathIgnorePatterns /node_modules/ "$on_images" test/real/infrastructure\n',
};

test("a folder that .ci/run leaves out of npm test has a step of its own", () => {
  const left = [...script.matchAll(/'<rootDir>\/test\/(\w+)\/'/g)].map(([, name = ""]) => name);
  expect(left.sort()).toStrictEqual(Object.keys(STEPS).sort());
  for (const [folder, command] of Object.entries(STEPS)) {
    expect(readdirSync(path.join(ROOT, "test"))).toContain(folder);
    expect(script).toContain(command);
  }
});

test("every step has a limit, so that one that hangs does not take the time of the others", () => {
  const steps = [...script.matchAll(/^ *step "([^"\n]*)"((?:.*\\\n)*.*)$/gm)];
  expect(steps.length).toBeGreaterThan(8);
  // Functions of the script that limit the time of their commands.
  const limited = /\blimited \d+ |engines_to "|^ awaited \w+$/;
  expect(steps.filter(([, , command = ""]) => !limited.test(command))).toStrictEqual([]);
  expect(script).toMatch(/^ {2}limited \d+ npm run --silent engines /m);
});

test("what runs in the background has a limit, and a step that waits for it", () => {
  const started = [...script.matchAll(/^in_background (\w+)(?: after \w+)?( limited \d+)?/gm)];
  const awaited = [...script.matchAll(/^step ".*" awaited (\w+)$/gm)];
  expect(started.map(([, name]) => name)).toStrictEqual(awaited.map(([, name]) => name));
  expect(started.filter(([, , limit]) => limit === undefined)).toStrictEqual([]);
  expect(started.length).toBeGreaterThan(0);
});

test("suites on images and of the infrastructure, which another step leaves out, run in the background", () => {
  expect(script).toContain(' npm run --silent test:real -- "$on_images"\n');
  expect(script).toContain(" npm run --silent test:real -- test/real/infrastructure\n");
  const pattern = /^on_images='(.*)'$/m.exec(script)?.[1];
  const suites = readdirSync(path.join(ROOT, "test/real"))
    .map((name) => `test/real/${name}`)
    .filter((name) => name.endsWith(".test.ts"));
  const onImages = suites.filter((name) => new RegExp(pattern ?? "^$").test(name));
  expect(onImages).toContain("test/real/images-promotion.test.ts");
  expect(onImages.length).toBeLessThan(suites.length);
  const infrastructure = suites.filter((name) => name.includes("test/real/infrastructure"));
  expect(infrastructure).toStrictEqual(["test/real/infrastructure.test.ts"]);
});

/** Runs lines of a script in which the functions of .ci/run are defined. */
function runSteps(lines: string, environment: Record<string, string> = {}) {
  const text = `set -uo pipefail\n. .ci/steps\n${lines}\nfinish`;
  const env = { ...process.env, ...environment };
  const { status, stdout, stderr } = spawnSync("bash", ["-c", text], {
    cwd: ROOT,
    env,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

test("the tree decides which part is run, from the first to the last part", () => {
  const trees = ["00000000aa", "0000000122", "00000002bb", "ffffffffcc", "9c1f03a7dd"];
  const lines = trees.map((tree) => `part_of 4 ${tree}; echo`).join("\n");
  const { stdout } = runSteps(`${lines}\npart_of 1 ${trees[4] ?? ""}; echo\n`);
  expect(stdout.split("\n").slice(0, 6)).toStrictEqual(["1/4", "2/4", "3/4", "4/4", "4/4", "1/1"]);
});

test("without a tree, the part is that of the checked-out commit", () => {
  const git = spawnSync("git", ["rev-parse", "HEAD^{tree}"], { cwd: ROOT, encoding: "utf8" });
  const number = (Number.parseInt(git.stdout.slice(0, 8), 16) % 7) + 1;
  expect(runSteps("part_of 7; echo").stdout).toMatch(new RegExp(`^${number}/7\n`));
});

test.each(["0", "four", "-1", "21"])("EKS_PIPELINE_CI_PARTS=%s is refused", (parts) => {
  expect(runSteps(`part_of ${parts} || exit`)).toStrictEqual({
    status: 2,
    stdout: "",
    stderr: `EKS_PIPELINE_CI_PARTS: "${parts}" is not valid. Expected a number from 1 to 20.\n`,
  });
});

const STAYS = `console.error("pid " + process.pid); require("node:fs").writeFileSync(process.argv[1], ""); setInterval(() => 0, 1000)`;

test("a step whose command leaves a process behind ends, and names it", () => {
  const { status, stdout, stderr } = runSteps(
    `patience=0
export MARK=$results/mark
step leaves bash -c 'setsid node -e "$SCRIPT" "$MARK" & until [ -e "$MARK" ]; do sleep 0.05; done'
step next echo more`,
    { SCRIPT: STAYS },
  );
  const pid = /^left behind: process (\d+), /m.exec(stdout)?.[1] ?? "";
  expect(stdout).toContain(`pid ${pid}\n`);
  process.kill(Number(pid), "SIGKILL");
  expect([status, stderr]).toStrictEqual([0, ""]);
  expect(stdout).toMatch(/\n2 passed, 0 failed, 0 skipped\n$/);
});

test("the last lines of what failed come before the summary", () => {
  const { status, stdout } = runSteps(
    `step bad bash -c 'seq 40; exit 3'\nstep good limited 1 echo`,
  );
  expect(status).toBe(1);
  expect(stdout).toContain("FAILED bad, its last lines:\n16\n17\n");
  expect(stdout).toMatch(/\n1 passed, 1 failed, 0 skipped\n$/);
});

test("when all of it has taken its minutes, nothing more is started, and the summary is there", () => {
  const { status, stdout } = runSteps(
    "in_background it limited 1 echo never\nstep it awaited it\nstep late limited 1 echo never",
    { EKS_PIPELINE_CI_MINUTES: "0" },
  );
  expect(status).toBe(1);
  expect(stdout).toContain("echo never: not started, because all of it has taken 0 minutes\n");
  expect(stdout).not.toMatch(/^never/m);
  expect(stdout).toMatch(/\n0 passed, 2 failed, 0 skipped\n$/);
});
