// npm run fault [-- --share 10]
// 1. Kills real applies at random moments, as GitHub's runner cancels, and counts what is left after the post step.
// 2. Lets many runs write the same comments while GitHub fails.
// 3. Checks the reports of generated plans.
// `--share` runs that percentage of the 500 kills, 1,000 comments, 100,000 plans in this process and 200 plans through
// the bundle. `--only plans` runs only part 3; `--count`, `--bundles` and `--seed` choose its plans.
import { parseArgs } from "node:util";
import { isRight, upsertInStorm } from "./comments.ts";
import { isWhole, killApplies } from "./kill.ts";
import type { Outcome, Round } from "./kill.ts";
import { checkBundle, checkReports } from "./plans.ts";

const ROUNDS: readonly Round[] = [
  { kills: 300, step: 1_000, atOnce: 8 },
  { kills: 100, step: 1_000, atOnce: 8, slowWrites: 4_000 },
  { kills: 80, step: 15_000, atOnce: 20 },
  { kills: 20, step: 60_000, atOnce: 20 },
];

const OPTIONS = {
  share: { type: "string", default: "100" },
  only: { type: "string" },
  count: { type: "string" },
  bundles: { type: "string" },
  seed: { type: "string", default: "1" },
} as const;

const { values } = readArguments();
const share = Number(values.share);
if (!(share > 0 && share <= 100)) {
  console.error(`--share: "${values.share}" is not valid. Expected a percentage, for example 10.`);
  process.exit(2);
}
if (values.only !== undefined && values.only !== "plans") {
  console.error(`--only: "${values.only}" is not valid. Expected plans.`);
  process.exit(2);
}

let broken = 0;
if (values.only === undefined) {
  await killAll();
  await commentAll();
}
await planAll();
process.exitCode = broken === 0 ? 0 : 1;

function readArguments() {
  try {
    return parseArgs({ options: OPTIONS });
  } catch (error) {
    const known = Object.keys(OPTIONS).map((name) => `--${name}`);
    console.error(`${(error as Error).message}. Expected ${known.join(", ")}.`);
    process.exit(2);
  }
}

async function killAll(): Promise<void> {
  for (const round of ROUNDS) {
    const kills = Math.max(1, Math.round((round.kills * share) / 100));
    const started = performance.now();
    const outcomes = await killApplies({ ...round, kills }, (outcome) => {
      if (!isWhole(outcome)) console.log(JSON.stringify(outcome));
    });
    const count = (of: (outcome: Outcome) => unknown[]) =>
      outcomes.reduce((sum, outcome) => sum + of(outcome).length, 0);
    const cancelled = outcomes.filter(({ exitCode }) => exitCode === 130).length;
    broken += outcomes.filter((outcome) => !isWhole(outcome)).length;
    console.log(
      [
        `steps of ${round.step / 1000} s${round.slowWrites === undefined ? "" : `, states written in ${round.slowWrites / 1000} s`}: ${kills} kills (${cancelled} before the end of the step)`,
        `${count(({ locks }) => locks)} locks left`,
        `${outcomes.reduce((sum, { created }) => sum + created, 0)} objects created`,
        `${count(({ missing }) => missing)} of them missing from the state`,
        `${count(({ orphans }) => orphans)} orphans`,
        `${count(({ files }) => files)} private files left`,
        `${outcomes.filter(({ post }) => post !== "").length} failed post steps`,
        `${Math.round((performance.now() - started) / 1000)} s`,
      ].join(", "),
    );
  }
}

async function commentAll(): Promise<void> {
  const storm = {
    upserts: Math.max(30, Math.round(10 * share)),
    targets: 3,
    atOnce: 8,
    faults: 0.2,
  };
  const { targets, faults, requests, errors } = await upsertInStorm(storm);
  const wrong = targets.filter((target) => !isRight(target));
  broken += wrong.length;
  for (const target of wrong) console.log(JSON.stringify(target));
  console.log(
    `${storm.upserts} writes of ${storm.targets} comments, ${storm.atOnce} at once, ${faults} faults in ${requests} requests: ${wrong.length} comments missing, doubled or not of the newest run; ${errors.length} writes given up`,
  );
}

async function planAll(): Promise<void> {
  const seed = Number(values.seed);
  const [count, bundles] = [
    [values.count, 1_000],
    [values.bundles, 2],
  ].map(([given, each]) => Math.round(Number(given ?? Number(each) * share)));
  const onFault: Parameters<typeof checkReports>[2] = (faults, { plan }) =>
    console.log(JSON.stringify({ faults: faults.slice(0, 5), plan }).slice(0, 2_000));
  const inProcess = checkReports(count ?? 0, seed, onFault);
  const throughBundle = await checkBundle(bundles ?? 0, seed, onFault);
  for (const [where, { plans, wanted, wrong }] of [
    ["in this process", inProcess],
    ["through the bundle", throughBundle],
  ] as const) {
    broken += wrong;
    console.log(
      `${plans} plans ${where} (seed ${seed}): ${wanted} names and texts that their reports must have, ${wrong} reports hide a difference or show a secret`,
    );
  }
}
