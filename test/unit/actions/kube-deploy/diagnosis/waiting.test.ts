import { describe, expect, test } from "@jest/globals";
import { diagnose, testDiagnoses, waiting } from "./pods.ts";
import type { Row } from "./pods.ts";

const rows: Row[] = [
  {
    name: "an image that runs as root: nothing heals it",
    states: [
      waiting(
        "CreateContainerConfigError",
        "container has runAsNonRoot and image has non-numeric user (app), cannot verify user is non-root",
      ),
    ],
    reason: "runs-as-root",
    fatal: "none",
    message: /non-numeric user \(app\)/,
  },
  {
    name: "a key that a ConfigMap does not have",
    states: [waiting("CreateContainerConfigError", "couldn't find key PORT in ConfigMap shop/web")],
    reason: "container-configuration",
    fatal: "configuration",
    message: /couldn't find key PORT/,
  },
  {
    name: "a busy runtime is no refusal",
    states: [waiting("CreateContainerError", "context deadline exceeded")],
    reason: "container-not-started",
    fatal: "never",
    message: /context deadline exceeded/,
  },
  {
    name: "a name that the runtime has reserved for an earlier try",
    states: [
      waiting("CreateContainerError", 'failed to reserve container name "web_0": name is reserved'),
    ],
    reason: "container-not-started",
    fatal: "never",
    message: /reserve container name/,
  },
  {
    name: "a full disk",
    states: [waiting("RunContainerError", "mkdir /run/x: no space left on device")],
    reason: "node-disk-full",
    fatal: "never",
    message: /no space left/,
  },
  {
    name: "a program that may not be executed",
    states: [waiting("RunContainerError", 'exec: "/app/run": permission denied: unknown')],
    reason: "container-not-started",
    fatal: "start",
    message: /permission denied/,
  },
];

describe("a container that is not started", () => {
  testDiagnoses(rows);

  test("each cause has its own fix", () => {
    const fixes = rows.map(({ states }) => diagnose(states)[0]?.fix);
    // The two outages of the runtime have the same one.
    expect(new Set(fixes).size).toBe(rows.length - 1);
  });
});
