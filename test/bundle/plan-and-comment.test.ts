import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { formsOf } from "../../actions/lib/redact/forms.ts";
import type { JobIdentity } from "../../rehearsal/github/index.ts";
import {
  BUCKET,
  REPOSITORY,
  clientOptions,
  pullRequestEvent,
  pushEvent,
} from "../support/cloud.ts";
import { createGitRepository } from "../support/git-repository.ts";
import { checkOutToPlan } from "../support/initialise.ts";
import { passwordWorkspace } from "../support/password-workspace.ts";
import { DEPLOY_JOB, runPlanStep } from "../support/plan-step.ts";
import type { PlanStep } from "../support/plan-step.ts";
import { publishedBy } from "../support/published.ts";
import { rare } from "../support/rare.ts";
import { expectRequests, shapesOf } from "../support/rehearse.ts";
import type { BundleResult } from "../support/run-bundle.ts";
import { cloud, useCloud } from "../support/use-cloud.ts";

const SECRET = "correct-horse-battery";

const MAIN = `${passwordWorkspace(SECRET)}output "password" {
  value     = var.password
  sensitive = true
}
`;

useCloud();
beforeEach(() => {
  cloud.github.faults.clear();
  cloud.github.state.comments.splice(0);
});

const checkout = (name: string, main = MAIN): Promise<string> => checkOutToPlan(cloud, name, main);

async function act(
  workspace: string,
  inputs: Record<string, string> = {},
  job: Partial<JobIdentity> = {},
  more: Pick<PlanStep, "event" | "env"> = {},
): Promise<BundleResult> {
  const run = await runPlanStep(cloud, workspace, {
    inputs: { label: "dev", ...inputs },
    job,
    ...more,
  });
  noSecret(run);
  return run;
}

/** Expects no secret. The runner hides masked values in the log; everything else must be free of secrets by itself. */
function noSecret(run: BundleResult): void {
  const texts = [...publishedBy(run), ...comments()];
  expect(texts.filter((text) => text.includes(SECRET))).toStrictEqual([]);
}

/** Writes a file with this text next to a checkout. */
function keep(workspace: string, text: string): string {
  const file = `${workspace}.commit`;
  writeFileSync(file, text);
  return file;
}

const comments = () => cloud.github.state.comments.map(({ body }) => body);

describe("secret variables", () => {
  const declared = MAIN.replace(/\n {2}default {3}= "[^"]*"\n\}\nresource/, "\n}\nresource");

  test("reach the workspace that declares them, masked before anything runs", async () => {
    const workspace = await checkout("secret-variables", declared);
    const run = await act(workspace, {
      "secret-variables": `{"password": "${SECRET}", "elsewhere": "another-secret-value"}`,
      "shared-variables": "text: second\nregion: eu-west-1",
    });
    expect(run.exitCode).toBe(0);
    expect(run.masks.slice(0, 8)).toStrictEqual(
      expect.arrayContaining([SECRET, "another-secret-value"]),
    );
    expect(run.outputs["add"]).toBe("1");
    // A variable that this workspace does not declare is for another workspace, so there is no warning.
    expect(run.annotations).toStrictEqual([]);
  });

  rare(
    "that are also given in clear, or on lines that the runner cannot mask well, are refused",
    async () => {
      const workspace = await checkout("secret-twice", declared);
      const twice = await act(workspace, {
        "secret-variables": `{"password": "${SECRET}"}`,
        "shared-variables": "password: other",
      });
      expect(twice.outputs["failure-reason"]).toBe("invalid-input");
      expect(twice.stdout).toContain(
        'secret-variables (the secret TERRAFORM_VARIABLES of the workflow): "password" is also given by shared-variables (`variables` of the workflow).',
      );
      const lines = await act(workspace, {
        "secret-variables": `{\n  "password": "${SECRET}"\n}`,
      });
      expect(lines.stdout).toMatch(
        /secret-variables: the value is not valid: its line 1 has fewer/,
      );
    },
  );
});

describe("a pull request", () => {
  test("must not be lost: exactly one comment, which the next run updates", async () => {
    const workspace = await checkout("once");
    const first = await act(workspace);
    expect(first.exitCode).toBe(0);
    expect(first.outputs).toMatchObject({
      "exit-code": "2",
      "has-changes": "true",
      add: "1",
      change: "0",
      destroy: "0",
      replace: "0",
      "outputs-changed": "2",
      "outputs-json": "{}",
    });
    expect(comments()).toHaveLength(1);
    expect(comments()[0]).toMatch(
      /^<!-- eks-pipeline:plans \{.*\} -->\n🔵 \*\*Planned\*\* .*\n\n### Plan · dev · `infra`/,
    );
    expect(comments()[0]).toContain(
      "**Plan: 1 to add, 0 to change, 0 to destroy.** · 2 outputs to change",
    );
    expect(comments()[0]).toContain("input.password = (sensitive value)");
    expect(first.outputs["comment-url"]).toContain("/pull/12#issuecomment-");
    expect(first.masks).toContain(SECRET);
    expect(readFileSync(first.outputs["summary-path"] ?? "", "utf8")).toContain("1 to create");
    expect(statSync(first.outputs["plan-json-path"] ?? "").mode & 0o777).toBe(0o600);

    await act(workspace, { variables: "text: second" }, { runNumber: 8, runId: 78 });
    expect(comments()).toHaveLength(1);
    expect(comments()[0]).toContain('input.text = "second"');
  });

  rare(
    "a run that a comment starts plans what it has checked out: this is the newer plan of the head",
    async () => {
      const workspace = await checkout("comment");
      const { payload } = pullRequestEvent();
      const head = payload.pull_request.head.sha;
      await act(workspace);
      const { git } = createGitRepository(workspace);
      // actions/checkout leaves the merge commit of a pull request like this: without its parents.
      const commit = `tree ${git("write-tree")}\nparent ${"a".repeat(40)}\nparent ${head}\nauthor a <a> 1 +0000\ncommitter a <a> 1 +0000\n\nMerge\n`;
      const merge = git(
        "hash-object",
        "-t",
        "commit",
        "-w",
        "--literally",
        keep(workspace, commit),
      );
      git("update-ref", "--no-deref", "HEAD", merge);
      const event = { name: "issue_comment", payload: { issue: { number: 12, pull_request: {} } } };
      const main = { ref: "refs/heads/main", sha: "e".repeat(40), runNumber: 8, runId: 78 };
      await act(workspace, { variables: "text: second" }, main, { event });
      expect(comments()).toHaveLength(1);
      expect(comments()[0]).toContain('input.text = "second"');
      expect(comments()[0]).toContain(head.slice(0, 7));
      expect(comments()[0]).not.toContain(main.sha.slice(0, 7));
    },
  );

  rare("another label has a comment of its own (P-E 77)", async () => {
    const workspace = await checkout("labels");
    await act(workspace);
    await act(workspace, { label: "staging" });
    expect(comments()).toHaveLength(2);
  });

  test("must not be lost: exactly one comment after a creation whose answer is lost (H-E 69)", async () => {
    const workspace = await checkout("lost");
    cloud.github.faults.add({
      match: { method: "POST", path: /\/issues\/12\/comments/ },
      respond: "drop-after-commit",
    });
    const run = await act(workspace);
    expect([run.exitCode, cloud.github.faults.pending]).toStrictEqual([0, 0]);
    expect(comments()).toHaveLength(1);
    expect(run.outputs["comment-url"]).toContain("#issuecomment-");
  });

  rare("an older run does not overwrite a newer one (H-E 70)", async () => {
    const workspace = await checkout("older");
    await act(workspace, { variables: "text: newer" }, { runNumber: 9, runId: 79 });
    const late = await act(workspace, { variables: "text: older" }, { runNumber: 3, runId: 73 });
    expect(late.exitCode).toBe(0);
    expect(comments()).toHaveLength(1);
    expect(comments()[0]).toContain('"newer"');
  });

  rare("no permission to comment is a warning, not a failure (P-E 79)", async () => {
    const workspace = await checkout("forbidden");
    const run = await act(workspace, {}, { permissions: { "id-token": "write" } });
    expect([run.exitCode, run.outputs["has-changes"]]).toStrictEqual([0, "true"]);
    expect(run.annotations).toContainEqual(
      expect.objectContaining({
        level: "warning",
        text: expect.stringContaining("pull-requests: write"),
      }),
    );
    expect(comments()).toStrictEqual([]);
  });

  rare("from a fork is not planned, and the run does not fail (P-E 66, H-E 60)", async () => {
    const workspace = await checkout("fork");
    const run = await act(workspace, {}, {}, { event: pullRequestEvent(true) });
    expect([run.exitCode, run.summary.includes("comes from a fork")]).toStrictEqual([0, true]);
    expect(comments()).toStrictEqual([]);
  });

  rare("without changes gets a comment that says so, or none with on-change", async () => {
    const workspace = await checkout("empty", 'terraform {\n  backend "s3" {}\n}\n');
    const quiet = await act(workspace, { comment: "on-change" });
    expect([quiet.outputs["has-changes"], comments()]).toStrictEqual(["false", []]);
    await act(workspace);
    expect(comments()[0]).toContain("No changes.");
  });

  rare("a failing plan is reported with its place (P-E 41)", async () => {
    const workspace = await checkout("broken");
    writeFileSync(
      path.join(workspace, "infra/more.tf"),
      'resource "terraform_data" "b" {\n  input = var.nope\n}\n',
    );
    const run = await act(workspace);
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([1, "plan-failed"]);
    expect(run.annotations[0]).toMatchObject({
      level: "error",
      properties: { file: "infra/more.tf", line: "2" },
    });
    expect(comments()[0]).toContain("undeclared input variable");
  });
});

describe("secrets", () => {
  const PASSWORD = 'p_a*s<s>|w[o]r"d & 秘密';
  const LONG = Array.from({ length: 1500 }, (_, at) => `${at}-key-material`).join(";");
  const main = (more: string) => `terraform {
  backend "s3" {}
}
variable "password" {
  type      = string
  sensitive = true
}
variable "long" {
  type      = string
  sensitive = true
}
variable "word" {
  type      = string
  sensitive = true
  default   = "to create"
}
variable "temporary" {
  type      = string
  sensitive = true
  default   = "temp"
}
resource "terraform_data" "copy" {
  input = {
    text     = "postgres://user:\${nonsensitive(var.password)}@host"
    manifest = jsonencode({ db = nonsensitive(var.password) })
    encoded  = base64encode("a:\${nonsensitive(var.password)}")
    long     = nonsensitive(var.long)
    word     = var.word
    folder   = var.temporary
  }
${more}}
`;
  const variables = JSON.stringify({ password: PASSWORD, long: LONG });

  /** Returns everything that a run leaves, without the lines that register masks. */
  function allOf(run: BundleResult): string {
    const file = run.outputs["summary-path"];
    return [
      ...publishedBy(run),
      ...comments(),
      ...(file === undefined ? [] : [readFileSync(file, "utf8")]),
    ].join("\n");
  }
  const noForm = (text: string): void => {
    for (const form of [...formsOf(PASSWORD), ...formsOf(LONG.slice(5000, 5200))])
      expect(text.includes(form)).toBe(false);
  };

  test("are hidden in every form, without blanking our own words and paths (P-E 36)", async () => {
    const workspace = await checkout("hidden", main(""));
    const run = await act(workspace, { variables });
    expect(run.exitCode).toBe(0);
    noForm(allOf(run));
    expect(comments()[0]).toContain("**Plan: 1 to add, 0 to change, 0 to destroy.**");
    expect(comments()[0]).toContain("#### 1 to create");
    expect(comments()[0]).toContain("input.word = (sensitive value)");
    expect(comments()[0]).toContain('input.text = "postgres://user:***@host"');
    expect(readFileSync(run.outputs["plan-json-path"] ?? "", "utf8")).toContain("format_version");
    expect(run.masks).toContain(PASSWORD);
    expect(run.masks).not.toContain("to create");
  });

  rare("in variables are registered before a failing plan can quote them (P-E 36)", async () => {
    const failing = `  lifecycle {
    precondition {
      condition     = length(var.password) < 3
      error_message = "not \${nonsensitive(var.password)}"
    }
  }
`;
    const workspace = await checkout("quoted", main(failing));
    const run = await act(workspace, { variables });
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([1, "plan-failed"]);
    noForm(allOf(run));
    expect(comments()[0]).toContain("\nnot ***\n");
    const lines = run.stdout.split("\n");
    const mask = lines.findIndex((line) => line.startsWith("::add-mask::p_a"));
    expect(mask).toBeGreaterThanOrEqual(0);
    expect(mask).toBeLessThan(lines.findIndex((line) => line.includes("terraform plan")));
  });
});

describe("apply", () => {
  test("applies exactly the plan, reports to the merged pull request, and has nothing to do the second time", async () => {
    const workspace = await checkout("apply");
    const inputs = { command: "apply", variables: "text: 1.30" };
    const first = await act(workspace, inputs, DEPLOY_JOB, { event: pushEvent });
    expect(first.exitCode).toBe(0);
    expect(first.outputs).toMatchObject({
      "has-changes": "true",
      "outputs-json": '{"text": "1.30"}',
    });
    expect(cloud.github.state.comments).toMatchObject([{ issue: 11 }]);
    expect(comments()[0]).toContain("**Applied 1 change**");

    const second = await act(
      workspace,
      inputs,
      { ...DEPLOY_JOB, runNumber: 8, runId: 78 },
      { event: pushEvent },
    );
    expect(second.outputs).toMatchObject({
      "has-changes": "false",
      "exit-code": "0",
      "outputs-json": '{"text": "1.30"}',
    });
    expect(comments()).toHaveLength(1);
    expect(comments()[0]).toMatch(
      /\n✅ \*\*Applied\*\* .* by `octocat` in <a href=".*">run 7<\/a>: 1 added\.\n/,
    );
  });

  test("must not be lost: exactly one comment: the apply writes its result into the comment of the plan (P-E 60)", async () => {
    const workspace = await checkout("life");
    const person = "Looks good: <!-- eks-pipeline:plans {} -->";
    const at = "2026-11-21T00:00:00Z";
    cloud.github.state.comments.push({
      id: 99,
      repository: REPOSITORY,
      issue: 11,
      author: "octocat",
      body: person,
      createdAt: at,
      updatedAt: at,
    });
    const event = pullRequestEvent();
    event.payload.pull_request.number = 11;
    event.payload.number = 11;
    await act(workspace, { variables: "text: one" }, {}, { event });
    const planned = comments()[1] ?? "";
    const apply = { command: "apply", variables: "text: one" };
    const run = await act(
      workspace,
      apply,
      { ...DEPLOY_JOB, runId: 90, runNumber: 9 },
      { event: pushEvent },
    );
    expect([run.exitCode, comments().length, comments()[0]]).toStrictEqual([0, 2, person]);
    expect(run.outputs["comment-url"]).toContain("/pull/11#issuecomment-");
    /** Returns the paragraphs, without the parts that only programs read. */
    const paragraphs = (text = "") =>
      text.split("\n\n").filter((one) => !one.startsWith("<!-- eks-pipeline:part "));
    const [, ...below] = paragraphs(planned);
    const [top = "", ...rest] = paragraphs(comments()[1]);
    expect(rest).toStrictEqual(below);
    expect(top).toMatch(
      /\n✅ \*\*Applied\*\* .* by `octocat` in <a href=".*">run 9<\/a>: 1 added\.$/,
    );
  });

  rare(
    "ephemeral variables, which no plan holds, reach the apply from every source (P-E 29)",
    async () => {
      const workspace = await checkout(
        "ephemeral",
        `terraform {
  backend "s3" {}
}
variable "pin" {
  type      = string
  ephemeral = true
}
variable "berth" {
  type      = string
  ephemeral = true
}
variable "buoys" { type = number }
resource "terraform_data" "pier" {
  input = var.buoys
}
`,
      );
      writeFileSync(path.join(workspace, "infra/pier.tfvars"), 'pin = "pin-9921-x"\nbuoys = 2\n');
      const given = {
        "variable-files": "pier.tfvars",
        variables: "buoys: 4",
        "extra-args": "-var\nberth=berth-2231-y",
      };
      const run = await act(workspace, { command: "apply", ...given }, DEPLOY_JOB, {
        event: pushEvent,
      });
      expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([0, undefined]);
      expect(comments()[0]).toContain("**Applied 1 change**: 1 added");
      expect(run.stdout).toContain("terraform_data.pier: Creation complete");
    },
  );

  rare("a failure reports what is live and where it stopped (P-E 60)", async () => {
    const main = `${MAIN}resource "terraform_data" "bad" {
  input = terraform_data.web.id
  provisioner "local-exec" {
    command = "echo ::error::forged; exit 3"
  }
}
`;
    const workspace = await checkout("half", main);
    const run = await act(workspace, { command: "apply" }, DEPLOY_JOB, { event: pushEvent });
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([1, "apply-failed"]);
    expect(run.annotations.at(-1)?.text).toContain(
      "terraform_data.bad: local-exec provisioner error",
    );
    // Output of a provisioner is not a command (H-E 47).
    expect(run.annotations.filter(({ text }) => text.startsWith("forged"))).toStrictEqual([]);
    expect(comments()[0]).toContain("Applied before it failed: 1 change");
    expect(comments()[0]).toContain("`terraform_data.bad`");
  });

  rare("for a held lock, names the holder and what to do (P-E 44, H-E 13)", async () => {
    const workspace = await checkout("locked");
    const holder = {
      ID: "11111111-2222-3333-4444-555555555555",
      Operation: "OperationTypeApply",
      Who: "runner@another-host",
      Version: "1.11.4",
      Created: "2026-11-21T08:00:00Z",
      Path: "fleet-dev-terraform-state/locked.tfstate",
    };
    await new S3Client(clientOptions(cloud.aws)).send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: "locked.tfstate.tflock",
        Body: JSON.stringify(holder),
      }),
    );
    const run = await act(workspace, { "lock-timeout": "0s" });
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([1, "state-locked"]);
    expect(run.annotations.at(-1)?.text).toMatch(
      /held by runner@another-host since 2026-11-21.*force-unlock 11111111-2222/,
    );
  });
});

rare("an apply marks the plans of other open pull requests as superseded (P-E 91)", async () => {
  const workspace = await checkout("overtaken");
  await act(workspace, { variables: "text: of-twelve" });
  await act(workspace, { label: "staging" });
  const apply = { command: "apply", variables: "text: of-eleven" };
  const later = { ...DEPLOY_JOB, runId: 90, runNumber: 9 };
  await act(workspace, apply, later, { event: pushEvent });
  const lines = comments().map((body) => body.split("\n")[1]);
  expect(lines).toStrictEqual([
    expect.stringMatching(
      /^⚠️ \*\*Superseded\*\* .*run 9<\/a> applied `ccccccc` to this workspace \(1 added\)\./,
    ),
    expect.stringMatching(/^🔵 \*\*Planned\*\*/),
    expect.stringMatching(/^✅ \*\*Applied\*\*/),
  ]);
});

describe("policies, labels and the commit status", () => {
  const labels =
    "{destroy: tf-destroy, create: tf-create, no-changes: tf-none, policy-denied: tf-denied}";
  const names = () => cloud.github.state.labels.map(({ name }) => name).sort();
  beforeEach(() => {
    cloud.github.state.labels.splice(0);
    cloud.github.state.statuses.splice(0);
  });

  rare(
    "the log has the plan in the tool's own words, without its secret and without commands (H-E 47)",
    async () => {
      const workspace = await checkout("words");
      const run = await act(workspace, { variables: 'text: "::error::forged"' });
      expect(run.stdout).toContain("::group::The plan as printed by terraform");
      expect(run.stdout).toContain("Terraform will perform the following actions:");
      expect(run.annotations.filter(({ text }) => text.startsWith("forged"))).toStrictEqual([]);
    },
  );

  rare(
    "labels say what is true for all plans of the commit, and outdated labels are removed",
    async () => {
      const permissions = {
        "id-token": "write",
        contents: "read",
        "pull-requests": "write",
        statuses: "write",
      };
      const [one, two] = [await checkout("labels-one"), await checkout("labels-two")];
      cloud.github.state.labels.push({ repository: REPOSITORY, issue: 12, name: "bug" });
      const earlier = cloud.github.requests.length;
      await act(one, { labels, "commit-status": "plan" }, { permissions });
      expect(names()).toStrictEqual(["bug", "tf-create"]);
      const state = { "commit-status": "plan" };
      expect(cloud.github.state.statuses).toMatchObject([
        {
          state: "success",
          context: "plan (dev infra)",
          description: "Plan: 1 to add, 0 to change, 0 to destroy. · 2 outputs to change",
        },
      ]);
      await act(one, { command: "apply" }, DEPLOY_JOB, { event: pushEvent });
      await act(two, { labels, label: "staging", ...state }, { permissions });
      await act(one, { labels, ...state }, { permissions, runId: 90 });
      expect(names()).toStrictEqual(["bug", "tf-create", "tf-none"]);
      await act(two, { command: "apply", label: "staging" }, DEPLOY_JOB, { event: pushEvent });
      await act(two, { labels, label: "staging" }, { permissions, runId: 91 });
      expect(names()).toStrictEqual(["bug", "tf-none"]);
      const github = cloud.github.requests.slice(earlier);
      expectRequests("labels-and-commit-status", shapesOf({ github }));
    },
  );

  rare("a missing permission is a warning that names it (P-E 82)", async () => {
    const workspace = await checkout("signs-forbidden");
    const run = await act(
      workspace,
      { labels, "commit-status": "plan" },
      { permissions: { "id-token": "write", contents: "read" } },
    );
    expect(run.exitCode).toBe(0);
    const warnings = run.annotations.map(({ text }) => text);
    for (const permission of ["pull-requests: write", "statuses: write"])
      expect(warnings).toContainEqual(
        expect.stringContaining(`Give the job \`permissions: ${permission}`),
      );
  });

  rare("a plan that violates the policy is reported, and never applied", async () => {
    const workspace = await checkout("policy");
    const policy = {
      "policy-command": `grep -q '"actions":\\["create"\\]' && { echo "FAIL: nothing is created here, $(wc -c < "$PLAN_JSON" | grep -c .)" >&2; exit 3; }`,
    };
    const run = await act(workspace, { labels, ...policy });
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([1, "policy-denied"]);
    expect(run.annotations.at(-1)?.text).toContain(
      "(exit code 3): FAIL: nothing is created here, 1",
    );
    expect(names()).toStrictEqual(["tf-create", "tf-denied"]);
    expect(comments()[0]).toContain(
      "> **It is not applied**: policy-command does not accept the plan",
    );
    expect(comments()[0]).toContain(
      "**Plan: 1 to add, 0 to change, 0 to destroy.** · 2 outputs to change",
    );
    const apply = await act(workspace, { command: "apply", ...policy }, DEPLOY_JOB, {
      event: pushEvent,
    });
    expect([apply.exitCode, apply.outputs["failure-reason"]]).toStrictEqual([1, "policy-denied"]);
    expect(apply.stdout).not.toContain("Creation complete");
    expect(comments()[1]).toMatch(/\n⛔ \*\*Not applied\*\* .*FAIL: nothing is created here/);
    const accepted = await act(
      workspace,
      { command: "apply", "policy-command": "cat > /dev/null" },
      DEPLOY_JOB,
      { event: pushEvent },
    );
    expect([accepted.exitCode, accepted.stdout]).toStrictEqual([
      0,
      expect.stringContaining("Creation complete"),
    ]);
  });
});

describe("a tool with unexpected output", () => {
  const fake = (name: string, show: string): string => {
    const folder = path.join(cloud.directory, name);
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, "terraform");
    writeFileSync(
      file,
      `#!/bin/sh\ncase "$1" in\nversion) echo '{"terraform_version":"1.11.4"}';;\nplan) exit 2;;\nshow) printf '%s' '${show}';;\nesac\n`,
    );
    chmodSync(file, 0o755);
    return file;
  };

  rare("plan JSON above 64 MiB is read completely (P-E 34)", async () => {
    const workspace = await checkout("large");
    const tool = fake("large", "");
    const change = {
      address: "t.large",
      change: { actions: ["create"], before: null, after: { text: "TEXT" } },
    };
    const [head, tail] = JSON.stringify({
      format_version: "1.2",
      resource_changes: [change, { ...change, address: "t.gone", change: { actions: ["delete"] } }],
    }).split("TEXT");
    writeFileSync(
      tool,
      readFileSync(tool, "utf8").replace(
        "printf '%s' ''",
        `printf '%s' '${head}'; head -c 71000000 /dev/zero | tr '\\0' x; printf '%s' '${tail}'`,
      ),
    );
    const run = await act(workspace, { "tool-path": tool });
    expect([run.exitCode, run.annotations]).toStrictEqual([0, []]);
    expect(comments()[0]).toContain("**Plan: 1 to add, 0 to change, 1 to destroy.**");
  });

  rare.each([
    ["wrapper", "[command]/opt/terraform-bin show", "begins with"],
    [
      "truncated",
      '{"format_version":"1.2","resource_changes":[{"addr',
      "it has 50 characters and no closing bracket",
    ],
    ["newer", '{"format_version":"2.0"}', "format_version 2.0"],
    ["silent", "", "the text is empty"],
  ])("%s plan JSON is refused with one clear error (P-E 34, 61)", async (name, show, words) => {
    const workspace = await checkout("tool");
    const run = await act(workspace, { "tool-path": fake(name, show) });
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([1, "plan-unreadable"]);
    expect(run.annotations.at(-1)?.text).toContain(words);
  });
});

test("a value that only the plan marks as sensitive is hidden by the tool itself before it is registered", async () => {
  const secret = "known-to-the-plan-only-4711";
  const workspace = await checkout(
    "planned",
    `terraform {
  backend "s3" {}
}
locals {
  key = sensitive(trimspace(file("\${path.module}/key.txt")))
}
resource "terraform_data" "uses" {
  input = { key = local.key }
}
output "key" {
  value     = local.key
  sensitive = true
}
check "key" {
  assert {
    condition     = local.key == "another"
    error_message = "The key is another one."
  }
}
`,
  );
  writeFileSync(path.join(workspace, "infra/key.txt"), secret);
  const run = await act(workspace);
  expect([run.exitCode, run.masks.includes(secret)]).toStrictEqual([0, true]);
  const lines = run.stdout.split("\n");
  const planned = lines.findIndex((line) => line.includes("terraform_data.uses: Plan to create"));
  const masked = lines.findIndex((line) => line === `::add-mask::${secret}`);
  expect([planned >= 0, planned < masked]).toStrictEqual([true, true]);
  const shown = lines.filter((line) => line.includes(secret) && !line.startsWith("::add-mask::"));
  expect(shown).toStrictEqual([]);
  expect(run.stdout).toContain("The key is another one.");
});
