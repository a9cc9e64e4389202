// Tests plan-and-comment with `command: changes` in a checkout with a history. GitHub is on loopback; there is no AWS
// and no terraform.
import path from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { REPOSITORY, pullRequestEvent } from "../support/cloud.ts";
import { environmentText } from "../support/environment-files.ts";
import { createGitRepository } from "../support/git-repository.ts";
import { rare } from "../support/rare.ts";
import { runBundle } from "../support/run-bundle.ts";
import type { BundleResult, BundleRun } from "../support/run-bundle.ts";
import { cloud, useCloud } from "../support/use-cloud.ts";
import { expectFailure } from "../support/expect-failure.ts";

useCloud();
beforeEach(() => {
  cloud.github.faults.clear();
  protect("dev", []);
  protect("staging", ["monalisa"], ["main"]);
});

const protect = (name: string, reviewers: string[], branches?: string[]) =>
  cloud.github.state.putEnvironment({
    repository: REPOSITORY,
    name,
    reviewers,
    ...(branches && { branches }),
  });

const fileOf = (name: string, account: string, more = "", push = true) =>
  environmentText(`infrastructure: { variable-files: [environments/${name}.tfvars] }\n${more}`, {
    account,
    push,
  });

const FILES: Record<string, string> = {
  "environments/dev.yml": fileOf("dev", "111111111111"),
  "environments/staging.yml": fileOf("staging", "222222222222", "promote-from: dev", false),
  "environments/dev.tfvars": "size = 1\n",
  "environments/staging.tfvars": "size = 2\n",
  "terraform/infra/main.tf": 'module "network" { source = "../modules/network" }\n',
  "terraform/kube/main.tf": "",
  "terraform/modules/network/main.tf": "",
  "README.md": "hello\n",
};

const OWN = {
  "infrastructure-directory": "terraform/infra",
  "kubernetes-directory": "terraform/kube",
};

let repositories = 0;

/**
 * Makes the checkout of a pull request: a merge into a main that has `FILES`.
 * @param change files; undefined: removed
 */
function checkout(change: Record<string, string | undefined>): { workspace: string; sha: string } {
  repositories += 1;
  const workspace = path.join(cloud.directory, `repository-${repositories}`);
  const { git, commit } = createGitRepository(workspace);
  commit("all", FILES);
  git("checkout", "-q", "-b", "change");
  commit("change", change);
  git("checkout", "-q", "main");
  git("merge", "-q", "--no-ff", "-m", "merge", "change");
  return { workspace, sha: git("rev-parse", "HEAD") };
}

interface Asked {
  inputs?: Record<string, string>;
  event?: BundleRun["event"];
  env?: Record<string, string>;
}

async function run(
  change: Record<string, string | undefined>,
  { inputs = {}, event = pullRequestEvent(), env = {} }: Asked = {},
): Promise<BundleResult> {
  const { workspace, sha } = checkout(change);
  const job = await cloud.job({ sha, permissions: { contents: "read", actions: "read" } });
  return runBundle("plan-and-comment", {
    inputs: { command: "changes", ...OWN, ...inputs },
    env: { ...job.env, ...env },
    event,
    workspace,
    directory: path.join(cloud.directory, "runs"),
    token: job.token,
  });
}

const affected = ({ outputs }: BundleResult) =>
  (JSON.parse(outputs["matrix"] ?? "null") as { environment: string; part: string }[]).map(
    ({ environment: name, part }) => `${name} ${part}`,
  );
const errors = ({ annotations }: BundleResult) =>
  annotations.filter(({ level }) => level === "error");

describe("plan-and-comment, command: changes", () => {
  test("finds what a pull request affects, without AWS", async () => {
    const before = cloud.aws.requests.length;
    const done = await run({ "environments/dev.tfvars": "size = 3\n", "README.md": "hi\n" });
    expect([done.exitCode, done.outputs]).toStrictEqual([
      0,
      {
        matrix: JSON.stringify([
          { environment: "dev", part: "infrastructure", file: "environments/dev.yml" },
        ]),
        environments: '["dev"]',
      },
    ]);
    expect(done.summary).toContain("| `dev` | infrastructure | `environments/dev.tfvars` |");
    expect([cloud.aws.requests.length, done.annotations]).toStrictEqual([before, []]);
  });

  rare(
    "a module of a workspace affects every environment; environments are sorted by name",
    async () => {
      const done = await run({ "terraform/modules/network/main.tf": "locals {}\n" });
      expect(affected(done)).toStrictEqual(["dev infrastructure", "staging infrastructure"]);
    },
  );

  rare("no affected environment gives an empty list", async () => {
    const done = await run({ "README.md": "hi\n" });
    expect([done.exitCode, done.outputs]).toStrictEqual([0, { matrix: "[]", environments: "[]" }]);
    expect(done.summary).toContain("The change affects no workspace.");
  });

  rare(
    "a workflow affects the folders of the pipeline, because it may pin another version",
    async () => {
      const folders = {
        "infrastructure-directory": "$/terraform/infrastructure",
        "kubernetes-directory": "",
      };
      const done = await run({ ".github/workflows/plan.yml": "on: push\n" }, { inputs: folders });
      expect(affected(done)).toStrictEqual(["dev infrastructure", "staging infrastructure"]);
    },
  );

  rare("environment-file limits the result to one environment", async () => {
    const inputs = { "environment-file": "./environments/staging.yml" };
    const done = await run({ "terraform/kube/main.tf": "locals {}\n" }, { inputs });
    expect(affected(done)).toStrictEqual(["staging kubernetes"]);
  });

  rare("a push affects everything", async () => {
    const event = { name: "push", payload: { ref: "refs/heads/main" } };
    const done = await run({ "README.md": "hi\n" }, { event });
    expect(affected(done)).toHaveLength(4);
  });

  test("code of a fork is also checked, because that needs no credentials", async () => {
    const asked = { event: pullRequestEvent(true) };
    const done = await run({ "environments/dev.tfvars": "size = 3\n" }, asked);
    expect(affected(done)).toStrictEqual(["dev infrastructure"]);
    const target = { event: { ...pullRequestEvent(true), name: "pull_request_target" } };
    expect((await run({}, target)).outputs).toStrictEqual({});
  });
});

describe("environment files that are not valid", () => {
  test("all problems of all files are annotations, and the run fails", async () => {
    const done = await run({
      "environments/dev.yml": fileOf("dev", "111111111111").replace("eu-west-1", "Ireland"),
      "environments/qa.yml": fileOf("qa", "222222222222").replace(
        "bucket: fleet-state-222222222222",
        "bucket: fleet-state-222222222222, keys: { infrastructure: staging/infrastructure.tfstate }",
      ),
      "environments/staging.yml": fileOf("staging", "222222222222", "promote-from: devel", false),
    });
    expect([done.exitCode, done.outputs]).toStrictEqual([
      1,
      { "failure-reason": "environment-invalid" },
    ]);
    const found = errors(done).map(({ text, properties }) => [properties["file"], text]);
    expect(found).toStrictEqual([
      ["environments/dev.yml", expect.stringContaining('region: "Ireland" is not valid')],
      ["environments/staging.yml", expect.stringContaining("is the state of infrastructure of")],
      ["environments/staging.yml", expect.stringContaining('there is no environment "devel"')],
      [
        undefined,
        expect.stringContaining("have 3 problems. Each one is an annotation on its file"),
      ],
    ]);
    expect(done.summary).toContain("region:");
  });

  rare("a folder without environment files is refused", async () => {
    const done = await run({}, { inputs: { "environments-directory": "terraform" } });
    expect(done.outputs).toStrictEqual({ "failure-reason": "invalid-input" });
    expect(errors(done)[0]?.text).toContain(
      'environments-directory: there is no environment file in "terraform"',
    );
  });

  rare("environment-file has to name one of these files", async () => {
    const inputs = { "environment-file": "environments/stagin.yml" };
    const done = await run({}, { inputs });
    expect(done.outputs).toStrictEqual({ "failure-reason": "invalid-input" });
    expect(errors(done)[0]?.text).toContain("Did you mean environments/staging.yml?");
  });

  test("a workspace that does not exist is refused", async () => {
    const done = await run({}, { inputs: { "kubernetes-directory": "terraform/cube" } });
    expect(done.outputs).toStrictEqual({ "failure-reason": "no-configuration" });
  });
});

describe("GitHub's environment", () => {
  const STAGING = { "environment-file": "environments/staging.yml" };

  rare.each<[string, () => unknown, string]>([
    ["without reviewers", () => protect("staging", [], ["main"]), "has no required reviewers"],
    ["without a branch rule", () => protect("staging", ["monalisa"]), "lets every branch deploy"],
    [
      "that does not exist",
      () =>
        cloud.github.faults.add({
          match: { path: /\/environments\/staging/ },
          respond: { status: 404, body: '{"message":"Not Found"}' },
        }),
      "GitHub would create it without any protection",
    ],
  ])("%s is refused with environment-file, and a warning without it", async (_, arrange, says) => {
    arrange();
    const refused = await run({}, { inputs: STAGING });
    expect([refused.exitCode, refused.outputs]).toStrictEqual([
      1,
      { "failure-reason": "environment-unprotected" },
    ]);
    expect(errors(refused)[0]?.text).toContain(says);
    arrange();
    const warned = await run({});
    expect([warned.exitCode, warned.annotations]).toStrictEqual([
      0,
      [expect.objectContaining({ level: "warning", text: expect.stringContaining(says) })],
    ]);
  });

  rare("a GitHub environment that the token may not read is a notice", async () => {
    const body = '{"message":"Resource not accessible by integration"}';
    cloud.github.faults.add({ match: { path: /\/environments/ }, respond: { status: 403, body } });
    const done = await run({}, { inputs: STAGING });
    expect([done.exitCode, done.annotations]).toStrictEqual([
      0,
      [
        expect.objectContaining({
          level: "notice",
          text: expect.stringContaining("Give the job `permissions: actions: read`"),
        }),
      ],
    ]);
  });
});

test("plan and apply still need a folder", async () => {
  const done = await run({}, { inputs: { command: "plan" } });
  expect(done.outputs).toStrictEqual({ "failure-reason": "invalid-input" });
  expect(errors(done)[0]?.text).toContain(
    "working-directory: nothing is given, but it is needed unless command is changes or check.",
  );
});

describe("plan-and-comment, command: check, before something is built for an environment", () => {
  const push = (ref = "refs/heads/main") => ({ name: "push", payload: { ref } });
  const check = (file: string, ref?: string) =>
    run(
      {},
      {
        inputs: { command: "check", ...(file === "" ? {} : { "environment-file": file }) },
        event: push(ref),
        env: { GITHUB_REF: ref ?? "refs/heads/main" },
      },
    );
  const DEV = "environments/dev.yml";
  const STAGING = "environments/staging.yml";

  rare("an existing, protected environment is accepted for a branch that may deploy", async () => {
    const before = cloud.aws.requests.length;
    for (const file of [DEV, STAGING]) {
      const done = await check(file);
      expect([done.exitCode, done.outputs, done.annotations]).toStrictEqual([0, {}, []]);
    }
    expect(cloud.aws.requests).toHaveLength(before);
  });

  test("a missing environment, an environment without reviewers, and a ref without a rule are refused", async () => {
    cloud.github.faults.add({
      match: { path: /\/environments\/dev/ },
      respond: { status: 404, body: '{"message":"Not Found"}' },
    });
    const missing = await check(DEV);
    protect("staging", [], ["main"]);
    const open = await check(STAGING);
    protect("staging", ["monalisa"], ["main"]);
    const tag = await check(STAGING, "refs/tags/v1.2.3");
    for (const [done, says] of [
      [missing, "GitHub would create it without any protection"],
      [open, "has no required reviewers"],
      [tag, 'does not let the tag "v1.2.3" deploy; it allows the branch "main"'],
    ] as const) {
      expect([done.exitCode, done.outputs]).toStrictEqual([
        1,
        { "failure-reason": "environment-unprotected" },
      ]);
      expect(errors(done)[0]?.text).toContain(says);
    }
  });

  rare("a tag is allowed if a rule lists its pattern", async () => {
    cloud.github.state.putEnvironment({
      repository: REPOSITORY,
      name: "staging",
      reviewers: ["monalisa"],
      branches: ["main"],
      tags: ["v*"],
    });
    expect((await check(STAGING, "refs/tags/v1.2.3")).exitCode).toBe(0);
    expect((await check(STAGING, "refs/tags/nightly")).exitCode).toBe(1);
  });

  rare("a wrong file and names that do not match are reported together", async () => {
    const done = await run(
      { "environments/dev.yml": fileOf("dev", "111111111111").replace("eu-west-1", "Ireland") },
      {
        inputs: {
          command: "check",
          "environment-file": DEV,
          parts: "infrastructure kubernetes",
          "infrastructure-directory": "terraform/infra",
          "kubernetes-directory": "terraform/kube",
          "output-variables": "network_id: vpc_id",
        },
        event: push(),
        env: { GITHUB_REF: "refs/heads/main" },
      },
    );
    expect(done.outputs).toStrictEqual({ "failure-reason": "environment-invalid" });
    const said = ['region: "Ireland" is not valid', "cluster-output: ", "output-variables: "];
    expectFailure(done, "environment-invalid", ...said);
  });

  test("a malformed input, a wrong file and wrong names are reported together, without errors that only follow from them", async () => {
    const inputs = {
      command: "check",
      "environment-file": DEV,
      parts: "infrastructure kubernetes",
      ...OWN,
      "cluster-name": "no cluster",
      parallelism: "many",
      variables: "nowhere: 1",
      "output-variables": "network_id: vpc_id",
    };
    const wrong = fileOf("dev", "111111111111").replace("eu-west-1", "Ireland");
    const done = await run(
      { "environments/dev.yml": wrong },
      { inputs, event: push(), env: { GITHUB_REF: "refs/heads/main" } },
    );
    expect(done.outputs).toStrictEqual({ "failure-reason": "invalid-input" });
    const text = expectFailure(
      done,
      "invalid-input",
      'cluster-name: "no cluster" is not valid',
      'parallelism: "many" is not valid',
      'output-variables: "network_id" is not a variable of terraform/kube',
      'region: "Ireland" is not valid',
    );
    // A cluster name is given, although a wrong one, so there is no error about a missing cluster-output.
    expect(text).not.toContain("cluster-output");
    expect(text).not.toContain("cluster-name: nothing is given");
  });

  rare(
    "a wrong file of the repository is also refused, and the input has to name the file",
    async () => {
      const none = await check("");
      expect(errors(none)[0]?.text).toContain(
        "environment-file: nothing is given, but it is needed with command: check",
      );
      const wrong = await check("environments/staging.yaml");
      expect(wrong.outputs).toStrictEqual({ "failure-reason": "invalid-input" });
    },
  );
});

rare("more workspaces than a matrix allows are refused, with ways to avoid it", async () => {
  const many = Array.from({ length: 129 }, (_, at) => {
    const name = `team-${at}`;
    return [`environments/${name}.yml`, fileOf(name, String(100000000000 + at))] as const;
  });
  const done = await run(Object.fromEntries(many));
  expect(done.outputs).toStrictEqual({ "failure-reason": "too-many-workspaces" });
  expect(errors(done)[0]?.text).toContain("the change affects 258 workspaces");
});
