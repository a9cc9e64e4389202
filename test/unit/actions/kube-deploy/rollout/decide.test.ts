import { describe, expect, test } from "@jest/globals";
import { NEVER } from "../../../../../actions/kube-deploy/src/diagnosis/diagnosis.ts";
import {
  failed,
  ready,
  suspended,
} from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import type { Verdict } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import { decide } from "../../../../../actions/kube-deploy/src/rollout/decide.ts";
import type { Limits } from "../../../../../actions/kube-deploy/src/rollout/decide.ts";
import { counts, statusOf, waiting } from "./statuses.ts";

const limits: Limits = { now: 1000, deadline: 5000, inactiveAt: 4000 };

interface Row {
  name: string;
  verdicts: Verdict[];
  fatalAt?: number;
  changesAt?: number;
  limits?: Partial<Limits>;
  result?: string;
  decideAgainAt?: number;
}
const rows: Row[] = [
  { name: "all ready", verdicts: [ready(counts), suspended(counts, "paused")], result: "healthy" },
  {
    name: "one failed, one ready",
    verdicts: [ready(counts), failed(counts, "stalled", "no")],
    result: "failed",
  },
  { name: "a diagnosis is fatal now", verdicts: [waiting], fatalAt: 1000, result: "failed" },
  { name: "a diagnosis is fatal later", verdicts: [waiting], fatalAt: 1500, decideAgainAt: 1500 },
  { name: "a diagnosis is never fatal", verdicts: [waiting], fatalAt: NEVER, decideAgainAt: 4000 },
  {
    name: "a verdict changes by itself",
    verdicts: [waiting],
    changesAt: 1200,
    decideAgainAt: 1200,
  },
  { name: "the time is over", verdicts: [waiting], limits: { now: 5000 }, result: "timeout" },
  { name: "nothing progresses", verdicts: [waiting], limits: { now: 4000 }, result: "no-activity" },
  {
    name: "ready when the time is over",
    verdicts: [ready(counts)],
    limits: { now: 5000 },
    result: "healthy",
  },
];

describe("decide", () => {
  test.each(rows)(
    "$name",
    ({ verdicts, fatalAt, changesAt, limits: other, result, decideAgainAt }) => {
      const statuses = verdicts.map((verdict) => statusOf(verdict, { fatalAt, changesAt }));
      expect(decide(statuses, { ...limits, ...other })).toStrictEqual(
        result === undefined ? { result, decideAgainAt } : { result },
      );
    },
  );
});
