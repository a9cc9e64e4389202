import { describe, expect, test } from "@jest/globals";
import { oneLine, shorten, shortImage } from "../../actions/kube-deploy/src/diagnosis/text.ts";
import { renderSummary } from "../../actions/kube-deploy/src/report/summary.ts";
import { toPlainText } from "../../actions/kube-deploy/src/report/evidence.ts";
import { openFence } from "../../actions/lib/markdown/cut.ts";
import { anyText } from "../support/any-text.ts";
import fc from "../support/fast-check.ts";

/** Generates text as containers and kubelets may write it, with many characters that could break a log or Markdown. */
const hostile = fc
  .array(
    fc.oneof(
      anyText(),
      fc.constantFrom(
        "```",
        "`````",
        "\n",
        "\r",
        "\u001b[2J",
        "::error::x",
        "</details>",
        "| a |",
        "@here",
      ),
    ),
  )
  .map((parts) => parts.join(""));

describe("text from the cluster", () => {
  test("K-E 37: log lines keep no control character but tabs", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(toPlainText(text)).not.toMatch(/[^\P{Cc}\t\n]/u);
      }),
    );
  });

  test("text for one line stays one line of limited length", () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 2, max: 400 }), (text, length) => {
        const line = shorten(oneLine(text), length);
        expect(line).not.toMatch(/\p{Cc}/u);
        expect(line.length).toBeLessThanOrEqual(length);
      }),
    );
  });

  test("the short form of an image is the end of its name", () => {
    fc.assert(
      fc.property(hostile, (image) => {
        expect(image.endsWith(shortImage(image))).toBe(true);
      }),
    );
  });

  test("a summary closes every fence and every fold, whatever the log says", () => {
    fc.assert(
      fc.property(hostile, hostile, (log, message) => {
        const workload = {
          kind: "Deployment" as const,
          namespace: "shop",
          name: "web",
          shortLived: false,
        };
        const cause = {
          reason: "crash-loop" as const,
          message,
          fix: message,
          fatalAt: 0,
          image: message,
        };
        const verdict = { state: "progressing" as const, message, desired: 1, ready: 0 };
        const summary = renderSummary({
          redact: (text) => text,
          environment: "dev",
          cluster: "fleet-dev",
          seconds: "1.0 s",
          statuses: [{ workload, verdict, diagnoses: [cause], pods: [], images: [message] }],
          findings: [
            {
              workload,
              cause,
              others: [cause],
              events: [oneLine(message)],
              logs: [{ pod: "p", container: "c", previous: true, text: toPlainText(log) }],
            },
          ],
          release: undefined,
          unwatched: [],
          smokeTests: [],
          soak: undefined,
          contractWarnings: [],
        });
        expect(openFence(summary)).toBe("");
        const rows = summary.split("\n").filter((line) => line.startsWith("| Deployment"));
        expect(rows).toHaveLength(1);
        // Pipes that are not escaped separate cells.
        expect(rows[0]?.match(/(?<!\\)\|/g)).toHaveLength(5);
      }),
    );
  });
});
