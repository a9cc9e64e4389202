import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { runAction } from "../../../../actions/lib/runtime/action.ts";
import { ActionError } from "../../../../actions/lib/runtime/errors.ts";
import type { Job } from "../../../../actions/lib/runtime/job.ts";
import { useFolder } from "../../../support/use-folder.ts";

const SECRET = "p_a*s<s> w[o]rd";

const folder = useFolder();
let directory = "";
let written = "";
const before = { ...process.env };
const fileOf = (name: string) => readFileSync(path.join(directory, name), "utf8");

beforeEach(() => {
  directory = mkdtempSync(path.join(folder, "runtime-"));
  for (const name of ["output", "state", "summary"]) writeFileSync(path.join(directory, name), "");
  Object.assign(process.env, {
    RUNNER_TEMP: directory,
    GITHUB_EVENT_NAME: "push",
    GITHUB_OUTPUT: path.join(directory, "output"),
    GITHUB_STATE: path.join(directory, "state"),
    GITHUB_STEP_SUMMARY: path.join(directory, "summary"),
    AWS_SECRET_ACCESS_KEY: "of-the-environment",
  });
  written = "";
  jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    written += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env = { ...before };
  process.exitCode = undefined;
});

const contract = { name: "example", inputs: {}, outputs: {}, failures: {} } as const;
const runWith = (run: (job: Job) => void) =>
  runAction({
    contract,
    words: ["1 to destroy"],
    readInputs: () => ({}),
    run: (_, job) => {
      job.mask(SECRET);
      run(job);
      return Promise.resolve({});
    },
  });

test("H-E 44: an error is redacted in its annotation, in the log and in the summary, before it is escaped", async () => {
  await runWith(() => {
    throw new ActionError({
      reason: "invalid-input",
      message: `said ${SECRET}`,
      fix: `not ${SECRET}, of-the-environment`,
      detail: `more ${SECRET}`,
      outputs: { path: "/tmp/of-the-environment/x" },
    });
  });
  const lines = written.split("\n").filter((line) => !line.startsWith("::add-mask::"));
  expect(lines).toContain("::error title=example%3A invalid-input::said ***. Fix: not ***, ***");
  expect(lines).toContain("more ***");
  expect(fileOf("summary")).toContain(
    "said \\*\\*\\*\n\n**Fix:** not \\*\\*\\*, \\*\\*\\*\n\n```\nmore ***",
  );
  // The action created the path, and a later step needs it unchanged.
  expect(fileOf("output")).toContain("/tmp/of-the-environment/x");
});

test.each([
  ["no such input. Did you mean variables?", "no such input. Did you mean variables? Fix: look"],
  ["it ended.", "it ended. Fix: look"],
  ["it ended", "it ended. Fix: look"],
])("a fix is a separate sentence after %j", async (message, expected) => {
  await runWith(() => {
    throw new ActionError({ reason: "invalid-input", message, fix: "look" });
  });
  expect(written).toContain(`::${expected}\n`);
});

test("a very long message is redacted first, then cut", async () => {
  delete process.env["GITHUB_STEP_SUMMARY"];
  await runWith(() => {
    throw new ActionError({
      reason: "invalid-input",
      message: `${"x".repeat(3_995)}${SECRET}${"y".repeat(2_000_000)}`,
      fix: "do less",
    });
  });
  const line = written.split("\n").find((one) => one.startsWith("::error")) ?? "";
  expect(line).toMatch(/x\*\*\*yy… \(cut: 2003998 characters\)\. Fix: do less$/);
  expect(line.length).toBeLessThan(4_200);
});

test("H-E 43: credentials and secrets are masked before the first line; ordinary values and fixed text never are", async () => {
  await runWith((job) => {
    for (const ordinary of ["to destroy", "}", "-", "-----", "8080", "true"]) job.mask(ordinary);
    job.log.info("1 to destroy } - ----- 8080 true");
  });
  expect(written.split("\n").filter((line) => line.startsWith("::add-mask::"))).toStrictEqual([
    "::add-mask::of-the-environment",
    `::add-mask::${SECRET}`,
  ]);
  expect(written.startsWith("::add-mask::of-the-environment\nexample ")).toBe(true);
  expect(written).toContain("\n1 to destroy } - ----- 8080 true\n");
});

describe("a run that returns after a cancel", () => {
  /** Returns the exit code, and whether there is a failure reason and an output. */
  async function cancelDuring(isComplete: boolean): Promise<unknown[]> {
    const exit = jest.spyOn(process, "exit").mockImplementation(() => undefined as never);
    await runAction({
      contract: {
        ...contract,
        outputs: { made: { type: "boolean", description: "It." } } as const,
      },
      readInputs: () => ({}),
      run: () => {
        process.emit("SIGINT");
        return Promise.resolve({ made: true });
      },
      endsComplete: () => isComplete,
    });
    expect(exit).toHaveBeenCalledTimes(1);
    const output = fileOf("output");
    return [process.exitCode, output.includes("failure-reason"), output.includes("made")];
  }

  test("ends as cancelled, because it may be incomplete", async () => {
    expect(await cancelDuring(false)).toStrictEqual([130, true, true]);
    expect(written).toContain("::error title=example%3A cancelled::");
  });

  test("ends as a success if its work is complete, as after an apply that has ended", async () => {
    expect(await cancelDuring(true)).toStrictEqual([undefined, false, true]);
  });
});

describe("the post step gives back what an action holds for the job", () => {
  /** Runs the post step of a main step that left a private folder, and returns the names of the called functions. */
  async function runPostStep(fails: "nothing" | "giveBack" | "cleanUp"): Promise<string[]> {
    const temporaryDirectory = path.join(directory, "left");
    mkdirSync(path.join(temporaryDirectory, "operations/one"), { recursive: true });
    if (fails === "cleanUp")
      writeFileSync(
        path.join(temporaryDirectory, "operations/one/operation.json"),
        JSON.stringify({ ended: true, startedAt: 1, process: { pid: 0 } }),
      );
    Object.assign(process.env, {
      STATE_isPost: "true",
      STATE_temporaryDirectory: temporaryDirectory,
    });
    const done: string[] = [];
    const act = (name: string) => {
      done.push(name);
      return name === fails ? Promise.reject(new Error(`${name} failed`)) : Promise.resolve();
    };
    await runAction({
      contract,
      readInputs: () => ({}),
      run: () => Promise.reject(new Error("this is not the main step")),
      cleanUp: () => act("cleanUp"),
      giveBack: () => act("giveBack"),
    });
    expect(existsSync(temporaryDirectory)).toBe(false);
    return done;
  }

  test("with the inputs of the main step, also if their source does not exist anymore", async () => {
    const inputs = { role: "deploy", "not given": undefined, files: ["a.tfvars"] };
    const seen: unknown[] = [];
    const see = (readInputs: () => unknown) => {
      seen.push(readInputs());
      return Promise.resolve();
    };
    let isGone = false;
    const action = {
      contract,
      readInputs: () => {
        if (isGone) throw new Error("environment-file: there is no such file");
        return inputs;
      },
      run: (_: object, job: Job) => {
        const operation = path.join(job.temporaryDirectory, "operations/one");
        mkdirSync(operation, { recursive: true });
        writeFileSync(
          path.join(operation, "operation.json"),
          '{ "ended": true, "process": { "pid": 0 } }',
        );
        Object.assign(process.env, { STATE_temporaryDirectory: job.temporaryDirectory });
        const { mode } = statSync(path.join(job.temporaryDirectory, "inputs"));
        expect(mode & 0o777).toBe(0o600);
        return Promise.resolve({});
      },
      cleanUp: (_: unknown, readInputs: () => unknown) => see(readInputs),
      giveBack: see,
    };
    await runAction(action);
    isGone = true;
    process.env["STATE_isPost"] = "true";
    await runAction(action);
    expect(seen).toStrictEqual([inputs, inputs]);
    expect(process.exitCode).toBeUndefined();
  });

  test("and cleans up although inputs or secrets of the main step cannot be read", async () => {
    const temporaryDirectory = path.join(directory, "killed");
    mkdirSync(path.join(temporaryDirectory, "operations/one"), { recursive: true });
    writeFileSync(
      path.join(temporaryDirectory, "operations/one/operation.json"),
      '{ "ended": true, "process": { "pid": 0 } }',
    );
    for (const name of ["inputs", "secrets.json"])
      writeFileSync(path.join(temporaryDirectory, name), "[");
    Object.assign(process.env, {
      STATE_isPost: "true",
      STATE_temporaryDirectory: temporaryDirectory,
    });
    let count = 0;
    await runAction({
      contract,
      readInputs: () => {
        throw new Error("environment-file: there is no such file");
      },
      run: () => Promise.reject(new Error("this is not the main step")),
      cleanUp: ({ operations }) => {
        count = operations.length;
        return Promise.resolve();
      },
    });
    expect(count).toBe(1);
    expect(existsSync(temporaryDirectory)).toBe(false);
  });

  test("also if the main step left nothing else", async () => {
    expect(await runPostStep("nothing")).toStrictEqual(["giveBack"]);
    expect(process.exitCode).toBeUndefined();
  });

  test("also if the cleanup fails", async () => {
    expect(await runPostStep("cleanUp")).toStrictEqual(["cleanUp", "giveBack"]);
    expect([process.exitCode, written]).toStrictEqual([
      1,
      expect.stringContaining("cleanUp failed"),
    ]);
  });

  test("and the job fails if giving back fails", async () => {
    expect(await runPostStep("giveBack")).toStrictEqual(["giveBack"]);
    expect([process.exitCode, written]).toStrictEqual([
      1,
      expect.stringContaining("giveBack failed"),
    ]);
  });
});

test("started programs cannot request tokens from GitHub, and do not get inputs and states", async () => {
  Object.assign(process.env, {
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "of-the-job",
    ACTIONS_ID_TOKEN_REQUEST_URL: "http://127.0.0.1:1/",
    ACTIONS_RUNTIME_TOKEN: "of-the-runner",
    INPUT_EXAMPLE: "x",
    STATE_example: "x",
    EXAMPLE: "kept",
  });
  let names: string[] = [];
  await runWith(({ environment }) => (names = Object.keys(environment)));
  expect(names).toContain("EXAMPLE");
  expect(names.filter((name) => /^(?:ACTIONS_|INPUT_|STATE_)/.test(name))).toStrictEqual([]);
});

test.each([
  ["pull_request", true],
  ["pull_request_target", false],
])(
  "whether code of a fork runs on %s if the action needs no credentials: %s",
  async (event, runs) => {
    const repository = { id: 1, full_name: "octo/fleet" };
    const file = path.join(directory, "event.json");
    const head = { sha: "a".repeat(40), repo: { id: 2, full_name: "somebody/fleet" } };
    writeFileSync(
      file,
      JSON.stringify({ repository, pull_request: { number: 1, head, base: { repo: repository } } }),
    );
    Object.assign(process.env, { GITHUB_EVENT_NAME: event, GITHUB_EVENT_PATH: file });
    let hasRun = false;
    await runAction({
      contract,
      readInputs: () => ({}),
      worksWithoutCredentials: () => true,
      run: () => {
        hasRun = true;
        return Promise.resolve({});
      },
    });
    expect(hasRun).toBe(runs);
  },
);
