// Rehearses a release on its way from dev to production, through the command line: three environments in three
// accounts, in one kept world.
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, jest, test } from "@jest/globals";
import { Buckets } from "../../rehearsal/aws/s3/buckets.ts";
import { rare } from "../support/rare.ts";
import { expectRequests, rehearse } from "../support/rehearse.ts";
import type { Rehearsed } from "../support/rehearse.ts";
import { requireTerraform } from "../support/require-terraform.ts";
import { useFolder } from "../support/use-folder.ts";

// A rehearsal takes seconds, and many more if other tests use the same cores.
jest.setTimeout(1_200_000);

const withTerraform = requireTerraform("rehearsal of promotions");

const directory = useFolder();
const inWorld =
  (world: string, ...options: string[]) =>
  (...argv: string[]) =>
    rehearse([...argv, "--keep", path.join(directory, world), ...options]);
const ROOT = path.resolve(import.meta.dirname, "../..");

const UNCHANGED = { added: 0, changed: 0, destroyed: 0 };
const ALL_UNCHANGED = { infrastructure: UNCHANGED, kubernetes: UNCHANGED };
/** The first promotion to an empty account creates everything. */
const CREATED = { infrastructure: { changed: 0, destroyed: 0 }, kubernetes: { added: 15 } };

/** Returns the digests by image from the run's result. */
const digestsOf = ({ result }: Rehearsed) =>
  Object.fromEntries((result?.images ?? []).map(({ name, digest }) => [name, digest]));

const summaryOf = ({ result }: Rehearsed, job: string): string =>
  (result?.summaries ?? [])
    .filter((one) => one.job.endsWith(job))
    .map(({ markdown }) => markdown)
    .join("\n");

const ACCOUNTS: Readonly<Record<string, string>> = {
  dev: "111111111111",
  staging: "222222222222",
  production: "333333333333",
};

/** Returns the objects below an environment's name in a kept world, as text by key. */
function objectsOf(world: string, environment: string): Record<string, string> {
  const buckets = new Buckets(path.join(directory, world, "world/s3"));
  const { objects = {} } = buckets.find(`fleet-state-${ACCOUNTS[environment] ?? ""}`) ?? {};
  const entries = Object.entries(objects).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([key, { content }]) => [key, buckets.contents.get(content).toString("utf8")]),
  );
}

/** Returns the release records of an environment, oldest first. */
const recordsOf = (world: string, environment: string): unknown[] =>
  Object.entries(objectsOf(world, environment))
    .filter(([key]) => key.startsWith(`${environment}/releases/`))
    .map(([, text]) => JSON.parse(text) as unknown);

const idOf = ({ result }: Rehearsed): string => (result?.release as { id: string }).id;

// Two releases go through all three environments, in one world.
withTerraform("npm run rehearse -- promote", () => {
  const run = inWorld("staged");
  const promote = (...argv: string[]) =>
    run("promote", "--from", "dev", "--to", "staging", ...argv);
  const toProduction = (...argv: string[]) =>
    run("promote", "--from", "staging", "--to", "production", ...argv);
  /** The first promotion to staging, and the first promotion to production. */
  let first: Rehearsed;
  let live: Rehearsed;

  test("to an empty account: succeeds without a bucket, a key or a cluster, and only creates", async () => {
    const deployed = await run("deploy", "--environment", "dev");
    expect([deployed.exitCode, deployed.result?.approvals]).toStrictEqual([0, []]);
    const before = objectsOf("staged", "dev");
    first = await promote();
    expect([first.exitCode, first.text]).toStrictEqual([
      0,
      expect.stringContaining("✓ monalisa approved promote / promote in the environment staging"),
    ]);
    expect(first.result).toMatchObject({
      environments: { dev: ALL_UNCHANGED, staging: CREATED, production: ALL_UNCHANGED },
      approvals: [{ environment: "staging", state: "approved" }],
      createdEnvironments: [],
    });
    expect(first.text).toContain("there is no cluster fleet-staging yet");
    expect(digestsOf(first)).toStrictEqual(digestsOf(deployed));
    expect(objectsOf("staged", "dev")).toStrictEqual(before);
    expect(recordsOf("staged", "staging")).toMatchObject([
      {
        environment: "staging",
        commit: deployed.result?.run.sha,
        status: "healthy",
        promotedFrom: { environment: "dev", release: idOf(deployed) },
        approvals: [{ person: "monalisa", state: "approved" }],
      },
    ]);
    expectRequests("promote-first", first.requests);
  });

  test("the second time, there is nothing to promote, and the run succeeds", async () => {
    const again = await promote();
    expect(again.exitCode).toBe(0);
    expect(again.text).toContain("no release of dev is promoted to staging now:");
    expect(again.text).toContain("it runs in staging already");
    expect(again.result).toMatchObject({
      jobs: [{ result: "success" }, { result: "skipped" }],
      resources: ALL_UNCHANGED,
      approvals: [],
      images: [],
    });
  });

  rare.each<[string, string[], string]>([
    [
      "itself",
      ["--from", "staging", "--to", "staging"],
      '"environments/staging.yml" is also the source',
    ],
    [
      "an environment that does not exist",
      ["--from", "dev", "--to", "stagin"],
      '"environments/stagin.yml" is not an environment of this repository. Did you mean environments/staging.yml?',
    ],
    [
      "an environment that is promoted from another one",
      ["--from", "dev", "--to", "production"],
      '"environments/production.yml" is promoted from staging, not from dev',
    ],
    [
      "staging with a release that does not exist",
      ["--from", "dev", "--to", "staging", "--release", "20200101T000000Z-000000000000"],
      'release-not-found: dev has no release "20200101T000000Z-000000000000"; the newest are',
    ],
  ])("to %s is refused before anybody is asked for approval", async (_, argv, says) => {
    const refused = await run("promote", ...argv);
    expect([refused.exitCode, refused.text]).toStrictEqual([1, expect.stringContaining(says)]);
    expect(refused.result).toMatchObject({
      jobs: [{ result: "failure" }, { result: "skipped" }],
      resources: ALL_UNCHANGED,
      approvals: [],
      createdEnvironments: [],
    });
  });

  rare(
    "to production: a rejected promotion leaves nothing behind, an approved promotion creates everything",
    async () => {
      const rejected = await toProduction("--reject");
      expect(rejected.result).toMatchObject({
        ok: false,
        resources: ALL_UNCHANGED,
        images: [],
        approvals: [{ environment: "production", state: "rejected" }],
      });
      expect(objectsOf("staged", "production")).toStrictEqual({});

      live = await toProduction();
      expect(live.result).toMatchObject({ environments: { production: CREATED } });
      expect(digestsOf(live)).toStrictEqual(digestsOf(first));
    },
  );

  test("P-E 47: a changed backend: applies exactly the approved plans; the frontend keeps its digest", async () => {
    const changed = await run("deploy", "--environment", "dev", "--change", "backend");
    expect(changed.result?.images.map(({ built }) => built)).toStrictEqual([false, true]);
    const second = await promote();
    expect(second.exitCode).toBe(0);
    expect(digestsOf(second)).toStrictEqual(digestsOf(changed));
    expect(digestsOf(second)["frontend"]).toBe(digestsOf(first)["frontend"]);
    expect(second.result).toMatchObject({
      environments: {
        dev: ALL_UNCHANGED,
        production: ALL_UNCHANGED,
        staging: { infrastructure: UNCHANGED, kubernetes: { added: 0, changed: 2, destroyed: 0 } },
      },
      approvals: [{ state: "approved" }],
    });
    expect(summaryOf(second, "promote")).toContain("This is exactly the plan that was approved.");
    expect(summaryOf(second, "plan")).toMatch(/`frontend` +\| `sha256:\S+` \| stays/);
  });

  rare(
    "production gets it after staging, is rolled back to the first release, and held",
    async () => {
      const second = await toProduction();
      expect(second.result).toMatchObject({
        ok: true,
        environments: { dev: ALL_UNCHANGED, staging: ALL_UNCHANGED },
      });
      expect(digestsOf(second)["frontend"]).toBe(digestsOf(live)["frontend"]);
      expect(digestsOf(second)["backend"]).not.toBe(digestsOf(live)["backend"]);

      const planned = await run("plan", "--change", "environments/production.yml");
      expect(planned.exitCode).toBe(0);
      const bodies = planned.result?.comments.map(({ body }) => body) ?? [];
      const production = bodies.filter((body) => body.includes("production"));
      expect(production.length).toBe(1);
      // One line for each of its two workspaces.
      expect(production[0]?.match(/^\*\*No changes/gm)?.length).toBe(2);

      const back = await run("rollback", "--environment", "production");
      expect(back.text).toContain(`release: ${idOf(live)}`);
      expect(back.text).toContain(`production runs release ${idOf(live)} again, and is held`);
      expect(back.result).toMatchObject({
        ok: true,
        environments: {
          staging: ALL_UNCHANGED,
          production: { infrastructure: { changed: 0 }, kubernetes: { added: 0, changed: 1 } },
        },
      });

      const refused = await toProduction();
      expect(refused.exitCode).toBe(1);
      expect(refused.text).toContain("environment-held: ");
      expect(refused.text).toContain("octocat has held the environment since");
      expect(refused.result).toMatchObject({ resources: ALL_UNCHANGED, approvals: [] });
      expect(summaryOf(refused, "plan")).toContain(
        "This refusal is not in the history of production",
      );

      const released = await toProduction("--override-reason", "it was fixed");
      expect(released.exitCode).toBe(0);
      expect(digestsOf(released)).toStrictEqual(digestsOf(second));
    },
  );
});

/**
 * Returns the example, changed so that a push deploys to dev, and promotes to staging the release that was live in dev
 * for a day.
 */
function stagedRepository(): string {
  const folder = path.join(directory, "repository");
  cpSync(path.join(ROOT, "examples/fleet"), folder, { recursive: true });
  const edit = (file: string, change: (text: string) => string) =>
    writeFileSync(path.join(folder, file), change(readFileSync(path.join(folder, file), "utf8")));
  edit("environments/staging.yml", (text) => `${text}\nmin-soak: 24h\n`);
  const staging = `
  staging:
    needs: dev
    permissions: { actions: read, contents: read, id-token: write }
    uses: example-org/eks-pipeline/.github/workflows/promote.yml@v0.1.0
    with: { from: dev, to: staging }
`;
  edit(".github/workflows/deploy.yml", (text) => text + staging);
  return folder;
}

withTerraform("a push that deploys and promotes", () => {
  rare("succeeds, and waits until the release was live long enough", async () => {
    const run = inWorld("chain", "--repo", stagedRepository());
    const waiting = await run("deploy");
    expect(waiting.exitCode).toBe(0);
    expect(waiting.text).toContain("no release of dev is promoted to staging now:");
    expect(waiting.text).toContain("it was live in dev for 0 min of the required 1440 min");
    expect(waiting.result).toMatchObject({
      environments: { dev: { kubernetes: { added: 15 } }, staging: ALL_UNCHANGED },
      approvals: [],
    });
  });
});
