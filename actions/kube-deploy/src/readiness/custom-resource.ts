import { conditionOf } from "../api/objects.ts";
import type { CustomObject } from "../api/objects.ts";
import { evaluateEveryKind } from "./every-kind.ts";
import { missingFor, parseExpectation } from "./expectation.ts";
import type { Expectation } from "./expectation.ts";
import { ownWords } from "./own-words.ts";
import { failed, progressing, ready, suspended } from "./verdict.ts";
import type { Verdict } from "./verdict.ts";

/** The states that objects of a known project report in addition to conditions. */
interface Known {
  expect: readonly Expectation[];
  /** Returns a state that the object does not leave by itself. */
  stopped?: (object: CustomObject) => { state: "failed" | "suspended"; why: string } | undefined;
}

const UNREADY = { desired: 1, ready: 0 };
const READY = { desired: 1, ready: 1 };

/** By kind and group. */
const KNOWN: Readonly<Record<string, Known>> = {
  // https://argo-cd.readthedocs.io/en/stable/operator-manual/health/
  "Application.argoproj.io": {
    expect: [
      parseExpectation("jsonpath={.status.sync.status}=Synced"),
      parseExpectation("jsonpath={.status.health.status}=Healthy"),
    ],
    stopped({ status }) {
      const { phase = "", message = "" } = status?.operationState ?? {};
      return /^(?:Failed|Error)$/.test(phase)
        ? { state: "failed", why: `its last sync ended as ${phase}: ${message}` }
        : undefined;
    },
  },
  // https://argo-rollouts.readthedocs.io/en/stable/
  "Rollout.argoproj.io": {
    expect: [parseExpectation("jsonpath={.status.phase}=Healthy")],
    stopped({ status }) {
      const { phase, message = "" } = status ?? {};
      if (phase === "Degraded") return { state: "failed", why: `it is Degraded: ${message}` };
      return phase === "Paused"
        ? { state: "suspended", why: `it is paused: ${message}` }
        : undefined;
    },
  },
};

/** Conditions with which a controller says that an object is as requested. All of them that exist count. */
const CONDITIONS = ["Ready", "Available", "Healthy", "Synced"].map((condition) => ({
  text: `condition=${condition}`,
  condition,
  status: "True",
}));

/**
 * Evaluates an object of a kind without its own rules: first the rules for every kind, then the given expectations.
 * Without expectations, the known states of its kind decide, or else its conditions. An object that reports nothing
 * does not count as ready.
 * @param kind with its group, for example Certificate.cert-manager.io
 * @param expected empty = no expectations were given
 */
export function evaluateCustomResource(
  kind: string,
  object: CustomObject,
  expected: readonly Expectation[],
): Verdict {
  const first = evaluateEveryKind(object, UNREADY);
  if (first !== undefined) return first;
  const known = KNOWN[kind];
  const stopped = known?.stopped?.(object);
  if (stopped?.state === "failed") return failed(UNREADY, "custom-resource-failed", stopped.why);
  if (expected.length > 0) return verdictOn(object, expected);
  if (stopped !== undefined) return suspended(READY, stopped.why);
  return known === undefined ? verdictOfConditions(object) : verdictOn(object, known.expect);
}

function verdictOn(object: CustomObject, expected: readonly Expectation[]): Verdict {
  const missing = expected
    .map((expectation) => missingFor(object, expectation))
    .filter((text) => text !== undefined);
  if (missing.length === 0) return ready(READY, expected.map(({ text }) => text).join(", "));
  const said = expected.map((one) => ("condition" in one ? one.condition : pathOf(one.path.text)));
  return waiting(object, missing.join("; "), said);
}

/** Returns a path with braces: they are optional in the input. */
const pathOf = (text: string): string => `{${text.trim().replace(/^\{(.*)\}$/s, "$1")}}`;

function verdictOfConditions(object: CustomObject): Verdict {
  const found = CONDITIONS.filter(({ condition }) =>
    conditionOf(object.status?.conditions, condition),
  );
  if (found.length > 0) return verdictOn(object, found);
  const names = CONDITIONS.map(({ condition }) => condition).join(", ");
  return waiting(
    object,
    `it has none of the conditions ${names}, so nothing says whether it is ready; set \`for\` to what makes it ready`,
  );
}

/** Adds the object's own message: its controller knows best why it is not ready. */
function waiting(object: CustomObject, why: string, said: readonly string[] = []): Verdict {
  const words = ownWords(object, new Set(said));
  return progressing(UNREADY, words === undefined ? why : `${why}. It says: ${words}`);
}
