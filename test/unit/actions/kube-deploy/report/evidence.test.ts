import { describe, expect, test } from "@jest/globals";
import { Redactor } from "../../../../../actions/lib/redact/redactor.ts";
import { ALREADY } from "../../../../../actions/kube-deploy/src/diagnosis/diagnosis.ts";
import type { KubernetesClient } from "../../../../../actions/kube-deploy/src/api/client.ts";
import {
  collectEvidence,
  othersThan,
  redactDiagnosis,
  toPlainText,
} from "../../../../../actions/kube-deploy/src/report/evidence.ts";
import { CRASHING, assess, podOf, replicaSet, workload } from "../rollout/worlds.ts";

describe("log lines", () => {
  test.each([
    ["colours", "\u001b[31mred\u001b[0m", "red"],
    ["carriage returns", "10%\r50%\r\nend\n", "10%\n50%\nend"],
    ["control characters, except tabs", "a\u0007\u0000\tb", "a\tb"],
    ["very long lines", "x".repeat(3000), `${"x".repeat(2000)}…`],
  ])("K-E 37: %s", (_, text, expected) => {
    expect(toPlainText(text)).toBe(expected);
  });
});

test.each([
  ["", "(the container printed nothing)"],
  ["\n\n", "(the container printed nothing)"],
  ["listening\n", "listening"],
])("a log of %j is shown as %j", async (printed, text) => {
  const status = assess("Deployment", "it", {
    Deployment: [workload("Deployment", "it")],
    ReplicaSet: [replicaSet("it-2", "it", "2")],
    Pod: [podOf("it-2-a", "rs-it-2", CRASHING)],
  });
  const client = { text: () => Promise.resolve(printed) } as unknown as KubernetesClient;
  const { logs } = await collectEvidence(client, status, 25, (one) => one);
  expect(logs.map((log) => log.text)).toContain(text);
  expect(logs).not.toHaveLength(0);
});

test("each other problem is listed once, however many pods have it", () => {
  const found = (message: string) => ({
    ...({ reason: "crash-loop", message, fix: "none", fatalAt: ALREADY } as const),
  });
  const all = [found("exits"), found("exits"), found("no room"), found("exits"), found("no room")];
  expect(othersThan(found("exits"), all).map(({ message }) => message)).toStrictEqual(["no room"]);
  expect(othersThan(found("exits"), all.slice(0, 2))).toStrictEqual([]);
  // The cause says the same with more words, and every pod has its own address.
  const [one, other] = ["10.0.100.3", "10.0.100.4"].map((ip) =>
    found(`dial tcp ${ip}:80: refused`),
  );
  const cause = found("dial tcp 10.0.100.3:80: refused (0 of 2 pods ready). Likely cause: x");
  expect(othersThan(cause, [one ?? cause, other ?? cause])).toStrictEqual([]);
  expect(othersThan(found("exit 12"), [found("exit 1")])).toHaveLength(1);
});

describe("a message of the cluster", () => {
  const SECRET = "two  spaces-and\ta tab, and a length";
  const redactor = new Redactor();
  redactor.add(SECRET);
  const shown = (message: string) =>
    redactDiagnosis(
      { reason: "unschedulable", message, fix: "none", fatalAt: ALREADY },
      redactor.redact,
    ).message;

  test("a secret is hidden before blanks are folded", () => {
    expect(shown(`refused: ${SECRET}\nend`)).toBe("refused: *** end");
  });

  test.each([300, 448, 449, 500, 600])(
    "nothing remains of a secret where the message is cut (%d)",
    (at) => {
      const text = shown(`${"x".repeat(at - 10)}${SECRET}${"y".repeat(900)}`);
      expect(text.length).toBeLessThanOrEqual(600);
      expect(text).not.toMatch(/two|spaces|tab|length/);
    },
  );
});
