// npm run fault [-- --share 10]: kills real applies at random moments, as GitHub's runner cancels, and counts what is
// left after the post step; then lets many runs write the same comments while GitHub fails. `--share` runs that
// percentage of the 500 kills and 1,000 comments.
import { parseArgs } from "node:util";
import { isRight, upsertInStorm } from "./comments.ts";
import { isWhole, killApplies } from "./kill.ts";
import type { Outcome, Round } from "./kill.ts";

const ROUNDS: readonly Round[] = [
  { kills: 300, step: 1_000, atOnce: 8 },
  { kills: 100, step: 1_000, atOnce: 8, slowWrites: 4_000 },
  { kills: 80, step: 15_000, atOnce: 20 },
  { kills: 20, step: 60_000, atOnce: 20 },
];

const { values } = parseArgs({ options: { share: { type: "string", default: "100" } } });
const share = Number(values.share);
if (!(share > 0 && share <= 100)) {
  console.error(`--share: "${values.share}" is not valid. Expected a percentage, for example 10.`);
  process.exit(2);
}

let broken = 0;
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
process.exitCode = broken === 0 ? 0 : 1;
