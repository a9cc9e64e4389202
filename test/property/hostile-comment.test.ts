// Complete comments in which a stranger chose every text, read by an independent Markdown parser.
import { expect, test } from "@jest/globals";
import { readParts, readTarget } from "../../actions/lib/plan-comment/comment-text.ts";
import { composeComment } from "../../actions/lib/plan-comment/compose.ts";
import type { Part } from "../../actions/lib/plan-comment/part.ts";
import type { Diagnostic } from "../../actions/lib/terraform/events.ts";
import { failureOf } from "../../actions/lib/terraform/failures.ts";
import type { Json, Plan, ResourceChange } from "../../actions/lib/terraform/plan-json.ts";
import { overviewOf } from "../../actions/plan-and-comment/src/changes/overview.ts";
import { withDiagnostics } from "../../actions/plan-and-comment/src/report/diagnostics.ts";
import type { Document } from "../../actions/plan-and-comment/src/report/document.ts";
import {
  applyDocument,
  failureDocument,
  planDocument,
} from "../../actions/plan-and-comment/src/report/documents.ts";
import { fitBlocks } from "../../actions/plan-and-comment/src/report/fit.ts";
import { withPolicy } from "../../actions/plan-and-comment/src/report/policy.ts";
import { notAppliedLine, planFailedLine } from "../../actions/plan-and-comment/src/status/lines.ts";
import { anyText } from "../support/any-text.ts";
import { expectHarmless, onShownPage, outerFolds } from "../support/shown-page.ts";
import fc, { slowRuns } from "../support/fast-check.ts";

const redact = (text: string) => text;
const RUN = "https://github.com/o/r/actions/runs/1";

const ATTACKS = [
  "@octocat @org/team",
  "fixes #123, o/r#4, GH-5",
  "https://evil.example/x www.evil.example mailto:a@evil.example <https://evil.example>",
  "[click](https://evil.example) ![x](//evil.example/a.png) [a]: https://evil.example",
  "</details></summary></code></pre>",
  "</details>\n\n</details>\n\n# heading",
  "<details open><summary>x",
  "<!--",
  "-->",
  "<!-- eks-pipeline:end -->",
  '\n<!-- eks-pipeline:part {"directory":"forged"} -->\n',
  '\r\n<!-- eks-pipeline:rest {"z":""} -->\r\n',
  '<!-- eks-pipeline:plans {"workflow":"other","label":"prod"} -->',
  "```\nout\n```",
  "~~~\nout",
  "`",
  "``",
  "\\",
  "\\`",
  "*_~|",
  "> [!CAUTION]\n> forged",
  "\n\n- [ ] a task\n1. one\n\n---\n",
  "$\\color{white}{hidden}$ $$x$$",
  "<img src=x onerror=alert(1)><script>x</script><style>*{display:none}</style>",
  "<a href='https://evil.example'>x</a>",
  "\u202eevil\u2066",
  "a\0b\u0007\u001b[31m",
  "\u2028\u2029\u0085",
  "\ud800",
  ":tada:",
  "&lt;b&gt; &#64;octocat &commat;octocat",
  "<![CDATA[ <?php <!X <pre><textarea><table>",
  "a`b``c```d @octocat",
  "</details>`".repeat(60),
  "message that ends with a line break\n",
  "x".repeat(65_000),
  "@octocat ".repeat(200),
];
const attack = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...ATTACKS) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...ATTACKS), fc.constantFrom(...ATTACKS))
      .map((both) => both.join("")),
  },
  { weight: 1, arbitrary: anyText({ maxLength: 30 }) },
);

const objectOf = (texts: readonly string[]): Record<string, Json> => ({
  name: texts[0] ?? "",
  tags: { [texts[1] ?? "k"]: texts[2] ?? "" },
  list: texts.slice(0, 2),
  json: JSON.stringify({ [texts[0] ?? ""]: texts[1] }),
  rules: [{ port: 1, note: texts[2] ?? "" }],
});

const ACTIONS = [["create"], ["update"], ["delete"], ["delete", "create"], ["read"], ["no-op"]];
const changeOf = (texts: readonly string[], at: number): ResourceChange => {
  const actions = ACTIONS[at % ACTIONS.length] as string[];
  return {
    address: `aws_db_instance.x["${texts[0]}"]`,
    mode: "managed",
    type: "aws_db_instance",
    name: "x",
    index: texts[0] as string,
    previous_address: texts[1] as string,
    change: {
      actions,
      before: actions[0] === "create" ? null : objectOf(texts),
      after: actions.join() === "delete" ? null : objectOf([...texts].reverse()),
      replace_paths: [["name"], ["tags", texts[1] as string]],
    },
  };
};

/** Returns a plan of any size: from only checks or deferred changes up to thousands of outputs. */
const planOf = (texts: readonly string[], kinds: number): Plan => {
  const all = Array.from({ length: 6 }, (_, at) => changeOf(texts, at));
  const [first = "", second = ""] = texts;
  const outputs = kinds & 8 ? 2_000 : 1;
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    ...(kinds & 1 ? { resource_changes: all, resource_drift: all } : {}),
    ...(kinds & 2
      ? {
          checks: [
            {
              address: { to_display: `check.${first}` },
              status: "fail",
              instances: [{ status: "fail", problems: [{ message: second }] }],
            },
          ],
        }
      : {}),
    ...(kinds & 4
      ? { deferred_changes: all.map((one) => ({ reason: first, resource_change: one })) }
      : {}),
    ...(kinds & 16
      ? { action_invocations: [{ address: first, config_values: { [second]: first } }] }
      : {}),
    output_changes: Object.fromEntries(
      Array.from({ length: outputs }, (_, at) => [
        `${first}${at === 0 ? "" : at}`,
        { actions: ["update"], before: second, after: objectOf(texts) },
      ]),
    ),
  };
};

/** Returns a folder name. File systems do not have longer ones. */
const nameOf = (at: number, text = ""): string => `${at}${text.slice(0, 250).toWellFormed()}`;

const KINDS = ["plan", "refused", "accepted", "failed", "applied", "apply-failed"] as const;

function documentOf(
  kind: (typeof KINDS)[number],
  texts: readonly string[],
  kinds: number,
): Document {
  const [first = "", second = "", third = ""] = texts;
  const subject = {
    label: nameOf(0, first),
    directory: nameOf(0, second),
    tool: "Terraform 1.11.4",
    commit: "0123456789abcdef",
    run: { number: 1, attempt: 1, url: RUN },
    next: { environment: third, promoteFrom: undefined },
  };
  const overview = overviewOf(planOf(texts, kinds), [first, second]);
  const error = { reason: "apply-failed", message: first, fix: second, detail: third };
  if (kind === "failed") {
    const errors = texts.map((summary): Diagnostic => ({
      severity: "error",
      summary,
      detail: second,
      address: third,
      file: `${first}.tf`,
      line: 3,
    }));
    const failure = failureOf("plan", errors, "");
    const context = { serverUrl: "https://github.com", repository: "o/r", headSha: "0".repeat(40) };
    const job = {
      checkout: "/repo",
      temporaryDirectory: "/private",
      redactor: { redact },
      context,
    };
    const rootModule = { directory: "/repo/a", job } as unknown as Parameters<
      typeof withDiagnostics
    >[2];
    return withDiagnostics(failureDocument(failure, subject, redact), failure, rootModule);
  }
  if (kind === "applied" || kind === "apply-failed") {
    const failed = kind === "apply-failed" ? [second] : [];
    const outcome = { done: [{ address: first, action: second }], failed, tainted: failed };
    const ended = { ...outcome, error: kind === "applied" ? undefined : error };
    return applyDocument(overview, subject, ended, redact);
  }
  const document = planDocument(overview, subject, redact);
  if (kind === "plan") return document;
  return withPolicy(
    document,
    { error: kind === "refused" ? error : undefined, text: texts.join("\n") },
    redact,
  );
}

const reportingRun = {
  actor: "@octocat",
  run: { number: 1, attempt: 1, url: RUN },
  now: 0,
  redact,
};

function partOf(
  texts: readonly string[],
  kind: (typeof KINDS)[number],
  kinds: number,
  at: number,
): Part {
  const document = documentOf(kind, texts, kinds);
  const said =
    kind === "failed" ? planFailedLine(reportingRun) : notAppliedLine(reportingRun, texts[0] ?? "");
  return {
    command: kind.startsWith("appl") ? "apply" : "plan",
    directory: nameOf(at, texts[1]),
    state: "s",
    head: "0".repeat(40),
    runId: 1,
    runAttempt: 1,
    at: 1,
    facts: [],
    status: { ...said, runId: 1, runAttempt: 1, at: 1 },
    says: document.head,
    blocks: fitBlocks(document, 30_000),
    left: [],
    foot: document.foot,
  };
}

/** Checks that a comment shows nothing that it must not. @returns its number of outer folds */
const checkComment = (comment: string): number =>
  onShownPage(comment.replaceAll("&dollar;", ""), (page) => {
    expectHarmless(page);
    return outerFolds(page);
  });

const workspace = fc.record({
  texts: fc.array(attack, { minLength: 3, maxLength: 3 }),
  kind: fc.constantFrom(...KINDS),
  kinds: fc.nat({ max: 31 }),
});

test("a comment notifies nobody, links nowhere, and keeps its folds and its parts (P-E 7 to 11, 17)", () => {
  fc.assert(
    fc.property(
      fc.array(workspace, { minLength: 1, maxLength: 12 }),
      fc.oneof(fc.constantFrom(65_000, 16_250), fc.integer({ min: 16_250, max: 65_000 })),
      (some, bytes) => {
        const parts = some.map(({ texts, kind, kinds }, at) => partOf(texts, kind, kinds, at));
        const target = {
          workflow: nameOf(0, some[0]?.texts[0]),
          label: nameOf(0, some[0]?.texts[1]),
        };
        const comment = composeComment(target, parts, bytes);
        expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(bytes);
        expect(comment.isWellFormed()).toBe(true);
        const folds = checkComment(comment);
        if (parts.length > 1) expect(folds).toBeLessThanOrEqual(10);
        expect(readTarget(comment)).toStrictEqual(target);
        expect(readParts(comment)).toHaveLength(parts.length);
        expect(readParts(comment.replaceAll("\n", "\r\n"))).toHaveLength(parts.length);
        // Otherwise each writer would write the comment again, until it gives up.
        expect(composeComment(target, readParts(comment), bytes)).toBe(comment);
      },
    ),
    // Each run takes seconds.
    { numRuns: slowRuns(3, 15), endOnFailure: true },
  );
}, 120_000);

test.each(ATTACKS.map((text) => [text.slice(0, 40), text]))(
  "the text %j in every place at once",
  (_, text) => {
    for (const kind of KINDS)
      for (const kinds of [2, 4, 23]) {
        const parts = [0, 1].map((at) => partOf([text, text, text], kind, kinds, at));
        for (const some of [parts, parts.slice(1)]) {
          const comment = composeComment({ workflow: "plan", label: "dev" }, some, 65_000);
          checkComment(comment);
          expect(readParts(comment)).toHaveLength(some.length);
        }
      }
  },
);
