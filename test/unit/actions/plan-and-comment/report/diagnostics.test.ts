import { describe, expect, test } from "@jest/globals";
import type { Diagnostic } from "../../../../../actions/lib/terraform/events.ts";
import { failureOf } from "../../../../../actions/lib/terraform/failures.ts";
import type { RootModule } from "../../../../../actions/lib/terraform/root-module.ts";
import { headText } from "../../../../../actions/lib/plan-comment/head-text.ts";
import { withDiagnostics } from "../../../../../actions/plan-and-comment/src/report/diagnostics.ts";
import { fit } from "../../../../../actions/plan-and-comment/src/report/fit.ts";
import { headOf as sayHead } from "../../../../support/plan-comment.ts";

const SHA = "b".repeat(40);
const rootModule = {
  directory: "/repo/infra",
  job: {
    checkout: "/repo",
    temporaryDirectory: "/private",
    redactor: { redact: (text: string) => text.replaceAll("hunter2", "***") },
    context: { serverUrl: "https://github.example", repository: "o/r", headSha: SHA },
  },
} as unknown as Pick<RootModule, "job" | "directory">;
const document = { head: sayHead("❌ **it failed**"), sections: [], foot: "foot" };
const error = (change: Partial<Diagnostic>): Diagnostic => ({
  severity: "error",
  summary: "Unsupported argument",
  detail: "",
  ...change,
});
const headOf = (...errors: Diagnostic[]) =>
  headText(withDiagnostics(document, failureOf("plan", errors, ""), rootModule).head);

test("each error comes directly below the heading, with a link to its line", () => {
  expect(
    headOf(
      error({ file: "main.tf", line: 12, detail: "An argument\nnamed x is not expected here." }),
      error({ summary: "No such thing", address: "aws_vpc.main", file: "../shared (1)/a.tf" }),
    ),
  ).toBe(`### Plan · dev · \`infra\`

- [\`infra/main.tf:12\`](https://github.example/o/r/blob/${SHA}/infra/main.tf#L12) **Unsupported argument**: An argument named x is not expected here.
- [\`shared (1)/a.tf\`](https://github.example/o/r/blob/${SHA}/shared%20%281%29/a.tf) **No such thing** in \`aws_vpc.main\`

❌ **it failed**`);
});

test("in an index, a long path keeps its end: every workspace of the environment has to fit into one comment", () => {
  const failure = failureOf(
    "plan",
    [error({ file: `${"deep/".repeat(900)}main.tf`, line: 12 })],
    "",
  );
  const failed = { ...document, head: sayHead("❌ **it failed**") };
  const { short } = withDiagnostics(failed, failure, rootModule).head;
  expect(short).toMatch(/^Unsupported argument at …[dep/]+main\.tf:12$/);
  expect(short.length).toBeLessThan(160);
});

test("an error without a place, or in a file of another repository, has no link; equal errors are shown once", () => {
  const head = headOf(
    error({ summary: "with hunter2 @octocat", file: "../../elsewhere/main.tf", line: 1 }),
    error({ summary: "with hunter2 @octocat" }),
  );
  expect(head.split("\n\n")[1]).toBe("- **with \\*\\*\\* @\u200boctocat**");
});

describe("an error that the tool found at several places", () => {
  const undeclared = (line: number, more: Partial<Diagnostic> = {}) =>
    error({ summary: "Undeclared", detail: "No var.x.", file: "main.tf", line, ...more });
  const link = (line: number) =>
    `[\`infra/main.tf:${line}\`](https://github.example/o/r/blob/${SHA}/infra/main.tf#L${line})`;

  test("is one line with all places; with all addresses, if the tool names some", () => {
    const addressed = (line: number, key: string) => undeclared(line, { address: `a.b["${key}"]` });
    const [one = "", two = ""] =
      headOf(
        undeclared(5),
        undeclared(1),
        undeclared(5),
        error({ summary: "other", address: "a.c" }),
        error({ summary: "other", address: "a.d" }),
      )
        .split("\n\n")[1]
        ?.split("\n") ?? [];
    expect(one).toBe(`- ${link(5)}, ${link(1)} **Undeclared**: No var.x.`);
    expect(two).toBe("- **other** in `a.c`, `a.d`");
    expect(headOf(addressed(2, "x"), addressed(2, "y")).split("\n\n")[1]).toBe(
      `- ${link(2)} **Undeclared** in \`a.b["x"]\`, \`a.b["y"]\`: No var.x.`,
    );
  });

  test("is counted in the index as often as in the message", () => {
    const failure = failureOf("plan", [undeclared(1), undeclared(2), undeclared(2)], "");
    expect(failure.message).toMatch(/, and 2 more$/);
    expect(withDiagnostics(document, failure, rootModule).head.short).toBe(
      "Undeclared at infra/main.tf:1, and 2 more errors",
    );
  });

  test("has the first places on the first screen, and all of them in the fold", () => {
    const many = Array.from({ length: 40 }, (_, at) => undeclared(at + 1));
    const made = withDiagnostics(document, failureOf("plan", many, ""), rootModule);
    expect(headText(made.head).length).toBeLessThanOrEqual(1_300);
    expect(made.head.alerts[0]).toContain(`${link(1)}, ${link(2)}, ${link(3)} and 37 more places`);
    const text = fit(made, 1_000_000);
    expect(text).toContain("<details><summary>The whole error</summary>");
    expect(text).toContain("`infra/main.tf:40`");
  });

  test("shows the values that the tool quotes: after its words, or after each place if they differ", () => {
    const failed = (key: string, more: string[] = []) =>
      undeclared(7, { values: [`each.key is "${key}"`, ...more] });
    expect(headOf(failed("hunter2")).split("\n\n")[1]).toBe(
      `- ${link(7)} **Undeclared**: No var.x. (each.key is "\\*\\*\\*")`,
    );
    expect(headOf(failed("web"), failed("api", ["var.n is 1"])).split("\n\n")[1]).toBe(
      `- ${link(7)} (each.key is "web"), ${link(7)} (each.key is "api", var.n is 1) **Undeclared**: No var.x.`,
    );
  });
});

test("a summary of several lines is one line without a blank before its end, or it would not be bold", () => {
  const summary = "1 error occurred:\n\t* timed out\n\n";
  expect(headOf(error({ summary })).split("\n\n")[1]).toBe("- **1 error occurred: \\* timed out**");
});

test("a file of a downloaded module has no link, because no commit has it", () => {
  const file = ".terraform/modules/eks/main.tf";
  expect(headOf(error({ file, line: 3 })).split("\n\n")[1]).toBe(
    `- \`infra/${file}:3\` **Unsupported argument**`,
  );
});

test("the index names the first error with its path in the repository, not its path on the machine", () => {
  const errors = [
    error({ summary: "with hunter2", file: "/repo/environments/dev.tfvars", line: 11 }),
    error({ summary: "another" }),
  ];
  const failure = failureOf("plan", errors, "");
  const failed = { ...document, head: sayHead(`❌ **${failure.message}**`) };
  const { short, line } = withDiagnostics(failed, failure, rootModule).head;
  expect(short).toBe("with *** at environments/dev.tfvars:11, and 1 more error");
  expect(line).not.toContain("/repo/");
  expect(
    withDiagnostics(failed, failureOf("plan", errors.slice(1), ""), rootModule).head.short,
  ).toBe("another");
});

test("if a failure has its own reason, the index shows the message of the failure", () => {
  const locked = error({
    summary: "Error acquiring the state lock",
    detail: "Lock Info:\n  ID:        x\n  Who:       octocat",
  });
  const failed = { ...document, head: sayHead("locked", { short: "held by octocat" }) };
  expect(withDiagnostics(failed, failureOf("plan", [locked], ""), rootModule).head.short).toBe(
    "held by octocat",
  );
});

describe("many errors", () => {
  const failed = (number: number, detail: string) => {
    const errors = Array.from({ length: number }, (_, index) =>
      error({
        summary: `error ${index}`,
        detail,
        file: `modules/network/file-${index}.tf`,
        line: 7,
      }),
    );
    return withDiagnostics(document, failureOf("plan", errors, ""), rootModule);
  };
  const linesOf = (made: ReturnType<typeof failed>) => made.head.alerts[0]?.split("\n") ?? [];

  test.each([
    ["short", 10, ""],
    ["long", 10, "because of this ".repeat(100)],
    ["long, and very many", 500, "because of this ".repeat(100)],
  ])(
    "that are %s: the first screen names as many as fit, the folded section has all",
    (_, number, detail) => {
      const made = failed(number, detail);
      expect(headText(made.head).length).toBeLessThanOrEqual(1_300);
      const [lines, text] = [linesOf(made), fit(made, 1_000_000)];
      const last = /^- and (\d+) more errors below$/.exec(lines.at(-1) ?? "")?.[1];
      const named = lines.filter((line) => line.includes("file-"));
      expect(named.length).toBeGreaterThanOrEqual(7);
      expect(named.length + Number(last ?? 0)).toBe(number);
      for (let at = 0; at < named.length; at += 1)
        expect(named[at]).toContain(`\`infra/modules/network/file-${at}.tf:7\``);
      expect(text).toContain(`<details><summary>All ${number} errors</summary>`);
      for (let at = 0; at < number; at += 1) expect(text).toContain(`**error ${at}**`);
      if (detail !== "") expect(text).toContain(`**error ${number - 1}**: because of this`);
    },
  );

  test("that all fit need no folded section", () => {
    expect(failed(2, "because of this").sections).toStrictEqual([]);
    expect(failed(1, "because of this ".repeat(100)).sections).toHaveLength(1);
  });
});

test("a failure without diagnostics of the tool changes nothing", () => {
  expect(withDiagnostics(document, new Error("x"), rootModule)).toBe(document);
  expect(withDiagnostics(document, failureOf("plan", [], "panic: x"), rootModule).head).toBe(
    document.head,
  );
});
