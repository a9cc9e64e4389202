import path from "node:path";
import { expect, test } from "@jest/globals";
import { findOutdatedRollouts } from "../golden/rollouts/record.ts";
import { requireEngines } from "./engines.ts";

// The unit tests of kube-deploy read these recordings. They are useful only if the control plane still says the same.
const RECORDINGS = path.resolve(import.meta.dirname, "../golden/rollouts");
const engines = await requireEngines("rollouts", ["kubernetes"]);

(engines === undefined ? test.skip : test)(
  "a real control plane still does what was recorded; otherwise run npm run record -- --only rollouts",
  async () => {
    expect(await findOutdatedRollouts(RECORDINGS)).toStrictEqual([]);
  },
  300_000,
);
