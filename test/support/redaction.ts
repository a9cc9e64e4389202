// Generates plans whose secrets are copied to many places, and checks everything that leaves plan-and-comment. The
// property test uses this, and `npm run fault` with many more plans.
import { headText } from "../../actions/lib/plan-comment/head-text.ts";
import { formsOf } from "../../actions/lib/redact/forms.ts";
import { Redactor } from "../../actions/lib/redact/redactor.ts";
import type { Job } from "../../actions/lib/runtime/job.ts";
import { createLog } from "../../actions/lib/runtime/log.ts";
import { failureSummary } from "../../actions/lib/runtime/summary.ts";
import { annotate } from "../../actions/lib/terraform/annotate.ts";
import type { Json, Plan, ResourceChange } from "../../actions/lib/terraform/plan-json.ts";
import { planNames, planSecrets } from "../../actions/lib/terraform/secrets.ts";
import { overviewOf } from "../../actions/plan-and-comment/src/changes/overview.ts";
import type { Document } from "../../actions/plan-and-comment/src/report/document.ts";
import {
  applyDocument,
  failureDocument,
  planDocument,
} from "../../actions/plan-and-comment/src/report/documents.ts";
import { headline } from "../../actions/plan-and-comment/src/report/headline.ts";
import { fit } from "../../actions/plan-and-comment/src/report/fit.ts";
import { HTML } from "../../actions/plan-and-comment/src/report/text.ts";
import { WORDS } from "../../actions/plan-and-comment/src/report/words.ts";
import { ENCODERS, secret, secretOfDigits, secretOfLines, secretOfMarks } from "./secret-forms.ts";
import fc from "./fast-check.ts";

/** Words of our own texts that somebody may use as a secret. Such a secret is hidden only at its own place. */
const OWN = [
  "1 to",
  "1 to destroy, 2",
  "to destroy",
  "CAUTION",
  "This plan",
  "change",
  "aws_db.main",
  "aws_db",
  "password",
  "No changes",
  "Fix:",
];

/** How people transform or embed a secret before it appears in clear. */
const WRITERS: readonly ((secret: string) => string)[] = [
  (one) => one,
  (one) => `user:${one}@host`,
  (one) => `first line\n  key: ${one}\nlast line`,
  (one) => `${"x".repeat(70)}${one}${"y".repeat(300)}`,
  (one) => JSON.stringify({ a: one, list: [one, 1] }),
  (one) => JSON.stringify({ inner: JSON.stringify({ a: one }) }),
  (one) => Buffer.from(`a${one}bc`).toString("base64"),
  ...ENCODERS.map((encode) => (one: string) => `https://host/?q=${encode(one)}`),
];

interface Scenario {
  plan: Plan;
  secrets: string[];
  /** A text with a copy of a secret. */
  quote: string;
}

const scenario: fc.Arbitrary<Scenario> = fc
  .record({
    secrets: fc.array(
      fc.oneof(
        { weight: 5, arbitrary: secret },
        { weight: 1, arbitrary: secretOfDigits },
        { weight: 2, arbitrary: secretOfMarks },
        { weight: 1, arbitrary: secretOfLines },
      ),
      { minLength: 1, maxLength: 3 },
    ),
    own: fc.subarray(OWN),
    writers: fc.tuple(
      fc.constantFrom(...WRITERS),
      fc.constantFrom(...WRITERS),
      fc.constantFrom(...WRITERS),
    ),
    actions: fc.constantFrom<string[]>(["create"], ["update"], ["delete"], ["delete", "create"]),
    side: fc.constantFrom("before", "after", "both"),
  })
  .map(({ secrets, own, writers: [first, second, third], actions, side }) => {
    const [one = ""] = secrets;
    const last = secrets.at(-1) ?? "";
    const sealed: Json = Object.fromEntries(
      [...secrets, ...own].map((value, at) => [`password_${at}`, value]),
    );
    const object = (write: (secret: string) => string): Json => ({
      sealed,
      password: "ab",
      text: write(one),
      tags: { [last.replaceAll("\n", " ")]: write(last), plain: "x" },
      blocks: [{ user_data: write(last), port: 5432 }],
      list: secrets.map(write),
    });
    const marks = { sealed: true, password: true };
    const change: ResourceChange = {
      address: 'module.shop["eu"].aws_db.main',
      mode: "managed",
      type: "aws_db",
      name: "main",
      action_reason: first(one),
      change: {
        actions,
        before: actions[0] === "create" ? null : object(first),
        after: actions.join() === "delete" ? null : object(second),
        before_sensitive: side === "after" && actions[0] !== "delete" ? {} : marks,
        after_sensitive: side === "before" && actions[0] !== "create" ? {} : marks,
        importing: { id: third(one) },
      },
    };
    const plan: Plan = {
      format_version: "1.2",
      resource_changes: [change],
      resource_drift: [{ ...change, address: "aws_db.drifted" }],
      output_changes: {
        endpoint: { actions: ["update"], before: first(one), after: { a: third(last) } },
      },
      deferred_changes: [{ reason: third(one), resource_change: change }],
      checks: [
        {
          address: { to_display: "check.health" },
          status: "fail",
          instances: [{ status: "fail", problems: [{ message: second(one) }] }],
        },
      ],
    };
    return { plan, secrets, quote: `${third(last)} and ${second(one)}` };
  });

const subject = (label: string) => ({
  label,
  directory: "terraform/shop",
  tool: "Terraform 1.11.4",
  commit: "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c",
  run: { number: 1, attempt: 1, url: "https://github.com/o/r/actions/runs/1" },
});

/** Returns what `work` writes to standard output. */
function standardOutputOf(work: () => void): string {
  const write = process.stdout.write.bind(process.stdout);
  let text = "";
  process.stdout.write = (chunk) => {
    text += String(chunk);
    return true;
  };
  try {
    work();
  } finally {
    process.stdout.write = write;
  }
  return text;
}

function documentsOf({ plan, quote }: Scenario, redact: (text: string) => string): Document[] {
  const overview = overviewOf(plan);
  const error = { reason: "plan-failed", message: quote, fix: quote, detail: `one\n${quote}\n` };
  const outcome = { done: [{ address: "aws_db.main", action: "create" }], failed: [], error };
  return [
    planDocument(overview, subject(quote), redact),
    failureDocument(error, subject(quote), redact),
    applyDocument(overview, subject(""), outcome, redact),
  ];
}

/** Returns the parts of a document that we write: the counts, the warning, the titles, the addresses. */
const structureOf = ({ head, sections }: Document) => ({
  warning: /^> \[!CAUTION\]\n.*$/m.exec(headText(head))?.[0],
  counts: /^(?:Planned: .*|\*\*[^*]*\*\*)$/m.exec(headText(head))?.[0],
  sections: sections.map(({ title, items }) => ({
    title,
    addresses: items.map(({ heading }) => /^<code>.*?<\/code>/.exec(heading)?.[0]),
    // Each name once, because a change takes one line or two.
    attributes: items.map(({ body }) => [
      ...new Set(
        [...body.matchAll(/^[-+!] (sealed|password|text|tags|blocks|list|endpoint)\b/gm)].map(
          ([, name]) => name,
        ),
      ),
    ]),
  })),
});

function checkScenario(scenario: Scenario): void {
  const redactor = new Redactor(WORDS.join("\n"));
  redactor.addNames(planNames(scenario.plan));
  for (const one of planSecrets(scenario.plan)) redactor.add(one);
  const { redact } = redactor;
  const documents = documentsOf(scenario, redact);
  const overview = overviewOf(scenario.plan);
  const log = standardOutputOf(() => {
    const job = {
      log: createLog(redactor),
      checkout: "/r",
      temporaryDirectory: "/t/one",
    } as unknown as Job;
    job.log.info(`Plan: ${headline(overview)}`);
    job.log.info(`${HTML.code("aws_db.main")} ${scenario.quote}`);
    const diagnostic = { summary: scenario.quote, detail: scenario.quote, address: "aws_db.main" };
    annotate({ job, directory: "/r" }, [{ severity: "error", ...diagnostic }]);
  });
  const outputs = [
    ...documents.flatMap((document) => [fit(document, 1e9), fit(document, 3_000)]),
    failureSummary(
      "plan-and-comment",
      "plan-failed",
      redact(scenario.quote),
      undefined,
      redact(scenario.quote),
    ),
    ...log.split("\n"),
  ];
  // Each line of a secret is also a secret.
  for (const one of scenario.secrets.flatMap((whole) => [whole, ...whole.split("\n")]))
    // Even if a long value is cut, the beginning of a secret must not remain.
    for (const form of [
      ...ENCODERS.map((encode) => encode(one.trim())),
      ...formsOf(one.trim()),
      one.trim().slice(0, 8),
    ])
      for (const output of outputs)
        if (output.includes(form))
          throw new Error(
            `the secret ${JSON.stringify(one)} stands as ${JSON.stringify(form)} in\n${output}`,
          );
  const wanted = JSON.stringify(documentsOf(scenario, (text) => text).map(structureOf));
  const found = JSON.stringify(documents.map(structureOf));
  if (found !== wanted) throw new Error(`own words were blanked:\n${found}\ninstead of\n${wanted}`);
  if (!log.includes(`Plan: ${headline(overview)}\n`) || !log.includes("aws_db.main: "))
    throw new Error(`own words of the log were blanked:\n${log}`);
}

/**
 * Sends generated plans, whose secrets hold every printable character and several scripts, through report, summary,
 * annotation and log.
 * @throws the smallest plan, with its seed, that shows a secret in a registered encoding or blanks one of our own words
 */
export function checkRedaction(plans: number): void {
  fc.assert(fc.property(scenario, checkScenario), { numRuns: plans, includeErrorInReport: true });
}
