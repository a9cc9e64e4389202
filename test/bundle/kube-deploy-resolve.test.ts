// kube-deploy finds the release to promote. There are two accounts, each with a release store, and a git repository
// with a history.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { withHold, writeCurrent } from "../../actions/lib/releases/current.ts";
import { appendHistory, readHistory } from "../../actions/lib/releases/history.ts";
import { createRecord } from "../../actions/lib/releases/record.ts";
import type { ReleaseContent, ReleaseRecord } from "../../actions/lib/releases/record.ts";
import { openStore } from "../../actions/lib/releases/store.ts";
import type { Store } from "../../actions/lib/releases/store.ts";
import { startAccounts } from "../support/accounts.ts";
import type { Account, Accounts } from "../support/accounts.ts";
import { clientOptions } from "../support/cloud.ts";
import { createGitRepository } from "../support/git-repository.ts";
import type { GitRepository } from "../support/git-repository.ts";
import { rare } from "../support/rare.ts";
import { makeLive } from "../support/releases/make-live.ts";
import { holderNamed, releaseContent } from "../support/releases/memory-store.ts";
import { runBundle } from "../support/run-bundle.ts";
import type { BundleResult } from "../support/run-bundle.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const BY = holderNamed("deploy");
const MAIN = "terraform/kubernetes/main.tf";
const hash = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex");

let accounts: Accounts;
let repository: GitRepository;
let first: string;
let second: string;
let count = 0;
let names: { source: string; destination: string };
let stores: { source: Store; destination: Store };

beforeAll(async () => {
  accounts = await startAccounts();
  repository = createGitRepository(path.join(accounts.directory, "checkout"));
  first = repository.commit("first", { [MAIN]: "# first" });
  second = repository.commit("second", { [MAIN]: "# second" });
  accounts.staging.aws.s3.create("fleet-staging", accounts.staging.id, "eu-west-1");
  accounts.production.aws.s3.create("fleet-production", accounts.production.id, "us-east-1");
});
afterAll(() => accounts.close());

/** Two environments that no other test uses. */
beforeEach(() => {
  count += 1;
  names = { source: `staging-${count}`, destination: `production-${count}` };
  const { staging, production } = accounts;
  writeEnvironment(names.source, staging, "eu-west-1", "fleet-staging", "");
  const soak = `promote-from: ${names.source}\nmin-soak: 0s`;
  writeEnvironment(names.destination, production, "us-east-1", "fleet-production", soak);
  stores = {
    source: storeOf(staging, "eu-west-1", "fleet-staging", names.source),
    destination: storeOf(production, "us-east-1", "fleet-production", names.destination),
  };
});

function writeEnvironment(
  name: string,
  { id }: Account,
  region: string,
  bucket: string,
  more: string,
): void {
  const text = `
region: ${region}
account: "${id}"
state: { bucket: ${bucket} }
roles:
  plan: arn:aws:iam::${id}:role/fleet-plan
  deploy: arn:aws:iam::${id}:role/fleet-deploy
${more}
`;
  writeFileSync(path.join(repository.directory, `${name}.yml`), text);
}

function storeOf({ aws }: Account, region: string, bucket: string, environment: string): Store {
  const cancelled = new AbortController().signal;
  return openStore({ bucket, environment }, clientOptions(aws, region), { cancelled });
}

/** Adds a release that is live in the source. */
async function release(
  commit: string,
  change: Partial<ReleaseContent> = {},
): Promise<ReleaseRecord> {
  const content = releaseContent();
  const workspace = content.workspaces.kubernetes;
  if (workspace === undefined) throw new Error("the release has no Kubernetes workspace");
  const text = commit === first ? "# first" : "# second";
  const record = await createRecord(stores.source, {
    ...content,
    commit,
    environment: names.source,
    workspaces: { kubernetes: { ...workspace, files: { [MAIN]: hash(text) } } },
    ...change,
  });
  await appendHistory(stores.source, BY, { kind: "outcome", status: "healthy", live: record.id });
  return record;
}

async function resolve(
  inputs: Record<string, string> = {},
  event = "workflow_dispatch",
): Promise<BundleResult> {
  return await runBundle("kube-deploy", {
    inputs: {
      command: "resolve",
      "environment-file": `${names.source}.yml`,
      to: `${names.destination}.yml`,
      ...inputs,
    },
    env: { ...(await accounts.job()), ...repository.environment, GITHUB_SHA: second },
    event: { name: event, payload: {} },
    workspace: repository.directory,
    directory: accounts.directory,
  });
}

const expectRefusal = (result: BundleResult, reason: string, text: string | RegExp) => {
  expect([result.exitCode, result.outputs["failure-reason"]]).toStrictEqual([1, reason]);
  expect(result.annotations.at(-1)?.text).toMatch(text);
  expect(result.outputs["kubernetes-directory"]).toBeUndefined();
};

describe("the release to promote", () => {
  test("is the newest one that is allowed, and its files come from git at its commit", async () => {
    const { id, images } = await release(first);
    const result = await resolve();
    expect([result.exitCode, result.annotations]).toStrictEqual([0, []]);
    expect(result.outputs).toMatchObject({ status: "eligible", "release-id": id, commit: first });
    expect(JSON.parse(result.outputs["images"] ?? "")).toStrictEqual(images);
    const folder = result.outputs["kubernetes-directory"] ?? "";
    expect(folder).toMatch(/eks-pipeline\/release\/terraform\/kubernetes$/);
    expect(readFileSync(path.join(folder, "main.tf"), "utf8")).toBe("# first");
    expect(result.outputs["infrastructure-directory"]).toBeUndefined();
    expect(result.summary).toContain(`Promoted: \`${id}\`.`);
    expect(readFileSync(path.join(repository.directory, MAIN), "utf8")).toBe("# second");
  });

  rare("must have been live long enough, unless a reason overrides that", async () => {
    const { staging, production } = accounts;
    const soak = `promote-from: ${names.source}\nmin-soak: 24h`;
    writeEnvironment(names.destination, production, "us-east-1", "fleet-production", soak);
    const { id } = await release(first);
    const waiting = await resolve({}, "push");
    expect([waiting.exitCode, waiting.outputs["status"]]).toStrictEqual([0, "waiting"]);
    expect(waiting.summary).toContain("of the required 1440 min");
    expectRefusal(
      await resolve({ release: id }),
      "release-not-eligible",
      /of the required 1440 min/,
    );
    const overridden = await resolve({ release: id, "override-reason": "the shop is down" });
    expect(overridden.outputs["release-id"]).toBe(id);
    expect(overridden.summary).toContain("Rules overridden: the shop is down");
    // Neither store was written to.
    const writes = [staging, production].flatMap(({ aws }) =>
      aws.requests.filter(
        ({ method, path: target }) => method === "PUT" && target.includes(names.destination),
      ),
    );
    expect(writes).toStrictEqual([]);
  });

  rare("is none if nothing was released, or if the newest one already runs there", async () => {
    const none = await resolve();
    expect([none.exitCode, none.outputs["status"]]).toStrictEqual([0, "none"]);
    const record = await release(first);
    const promotedFrom = { environment: names.source, release: record.id };
    await makeLive(stores.destination, { ...record, promotedFrom });
    const present = await resolve();
    expect([present.exitCode, present.outputs["status"]]).toStrictEqual([0, "none"]);
    expect(present.summary).toContain("runs in production");
  });
});

describe("the first promotion to an environment", () => {
  rare("finds its release before there is a bucket", async () => {
    const { production } = accounts;
    const more = `promote-from: ${names.source}`;
    writeEnvironment(names.destination, production, "us-east-1", "fleet-not-there-yet", more);
    const { id } = await release(first);
    const result = await resolve();
    expect([result.exitCode, result.annotations]).toStrictEqual([0, []]);
    expect(result.outputs).toMatchObject({ status: "eligible", "release-id": id });
  });
});

describe("a commit", () => {
  rare("limits the choice, and must have a release if somebody waits for it", async () => {
    const { id } = await release(first);
    await release(second);
    const result = await resolve({ commit: first });
    expect(result.outputs).toMatchObject({ status: "eligible", "release-id": id });
    const commit = "d".repeat(40);
    const missing = await resolve({ commit }, "release");
    expectRefusal(
      missing,
      "release-not-found",
      `the source has no release of the commit ${commit}`,
    );
    const pushed = await resolve({ commit }, "push");
    expect([pushed.exitCode, pushed.outputs["status"]]).toStrictEqual([0, "none"]);
  });
});

describe("with the deploy role", () => {
  const events = async () => (await readHistory(stores.destination)).map(({ event }) => event);

  rare(
    "a refusal is recorded in the history of the destination; with the plan role, the summary says that it is not",
    async () => {
      const { id } = await release(first, { status: "partial" });
      const refused = await resolve({ release: id, role: "deploy" });
      expectRefusal(refused, "release-not-eligible", /was not verified completely in staging/);
      expect(await events()).toMatchObject([
        { kind: "refusal", failureReason: "release-not-eligible", release: id },
      ]);
      expect(refused.summary).not.toContain("is not in the history");
      const unrecorded = await resolve({ release: id });
      expect(unrecorded.summary).toContain(
        `This refusal is not in the history of ${names.destination}`,
      );
      expect(await events()).toHaveLength(1);
    },
  );

  rare("an overridden rule of the source is recorded", async () => {
    const { id } = await release(first, { status: "partial" });
    const override = { "override-reason": "the shop is down" };
    await resolve({ release: id, ...override });
    expect(await events()).toStrictEqual([]);
    const result = await resolve({ release: id, role: "deploy", ...override });
    expect(result.outputs["status"]).toBe("eligible");
    expect(await events()).toMatchObject([
      { kind: "override", failureReason: "unverified", reason: "the shop is down" },
    ]);
  });
});

describe("refused", () => {
  test("an environment without a file, and the message suggests the right name", async () => {
    expectRefusal(
      await resolve({ to: `productoin-${count}.yml` }),
      "invalid-input",
      `to: there is no file "productoin-${count}.yml". Did you mean production-${count}.yml?`,
    );
  });

  rare("while a person holds the destination", async () => {
    await release(second);
    const now = new Date(await stores.destination.now()).toISOString();
    const hold = {
      mode: "person" as const,
      person: "octocat",
      reason: "incident 7",
      run: "https://run",
      since: now,
      commit: first,
    };
    const current = { schema: 1 as const, refused: [], by: BY };
    await writeCurrent(stores.destination, withHold(current, hold, BY), undefined);
    expectRefusal(
      await resolve(),
      "environment-held",
      /octocat has held the environment .*: incident 7/,
    );
    const pushed = await resolve({}, "push");
    expect([pushed.exitCode, pushed.outputs["status"]]).toStrictEqual([0, "none"]);
  });

  rare("a release that does not exist, and the message lists the existing releases", async () => {
    const { id } = await release(first);
    expectRefusal(
      await resolve({ release: "20200101T000000Z-000000000000" }),
      "release-not-found",
      id,
    );
  });

  rare("files that differ from those of the commit", async () => {
    const content = releaseContent().workspaces.kubernetes;
    if (content === undefined) throw new Error("the release has no Kubernetes workspace");
    const files = { [MAIN]: hash("# changed by a step before the deployment") };
    await release(first, { workspaces: { kubernetes: { ...content, files } } });
    expectRefusal(await resolve(), "release-files-differ", MAIN);
  });

  rare("another version of the pipeline's folders, and the message says what to do", async () => {
    const content = releaseContent().workspaces.kubernetes;
    if (content === undefined) throw new Error("the release has no Kubernetes workspace");
    const own = "terraform/modules/workload/main.tf";
    const workspace = (text: string | Uint8Array) => ({
      kubernetes: { ...content, directory: "$/terraform/kubernetes", files: { [own]: hash(text) } },
    });
    await release(first, { workspaces: workspace("another version") });
    const result = await resolve();
    expectRefusal(
      result,
      "pipeline-differs",
      /\$\/terraform\/kubernetes: .*terraform\/modules\/workload\/main\.tf/,
    );
    expect(result.annotations.at(-1)?.text).toContain("run the version of the pipeline");
    expect(readFileSync(path.join(ROOT, own)).length).toBeGreaterThan(0);
  });

  test("all wrong inputs at once", async () => {
    const result = await resolve({ to: `${names.source}.yml`, release: "latest" });
    expectRefusal(result, "invalid-input", /to: ".*" is also the source/);
    expect(result.annotations[0]?.text).toContain('release: "latest" is not valid');
    const missing = await resolve({ "environment-file": "", to: "", environment: "x" });
    expectRefusal(
      missing,
      "invalid-input",
      /environment-file: nothing is given, but it is needed with command: resolve/,
    );
    const workspace = await resolve({ command: "deploy", to: "" });
    expectRefusal(
      workspace,
      "invalid-input",
      /working-directory: nothing is given, but it is needed unless command is check or resolve/,
    );
  });
});
