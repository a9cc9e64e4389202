import { describe, expect, it, test } from "@jest/globals";
import { EngineProblem, type Engine, type Found } from "../../../engines/engine.ts";
import { ENGINES } from "../../../engines/engines.ts";
import { renderFindings } from "../../../engines/report.ts";
import { survey, type Finding, type SurveyOptions } from "../../../engines/survey.ts";
import { silent } from "./directory.ts";

const FOUND: Found = { origin: "PATH", version: "2.0.1", files: {} };
const CACHED: Found = { origin: "cache", version: "2.0.0", files: {} };

const engine = (name: string, verbs: Partial<Engine>): Engine => ({
  name,
  purpose: "tests",
  version: "2.0.0",
  needs: "Go >= 1.21 on PATH",
  find: () => Promise.resolve(undefined),
  install: () => Promise.resolve(CACHED),
  ...verbs,
});

const options = (change: Partial<SurveyOptions> = {}): SurveyOptions => ({
  install: true,
  tryOut: true,
  log: silent,
  ...change,
});

const withoutSeconds = (findings: Finding[]): unknown[] =>
  findings.map(({ engine: name, status, version, detail }) => [name, status, version, detail]);

describe("survey", () => {
  it("goes on after an engine that breaks, whatever it throws, and says what to install", async () => {
    const died = "server ended with 1 at start: address already in use";
    const findings = await survey(
      [
        engine("there", { find: () => Promise.resolve(FOUND) }),
        engine("built", {}),
        engine("no-go", {
          install: () => Promise.reject(new EngineProblem("no go on PATH: install Go >= 1.21")),
        }),
        engine("broken", { install: () => Promise.reject(new Error("fetch failed")) }),
        engine("unreadable", { find: () => Promise.reject(new Error("EACCES")) }),
        engine("dies", { start: () => Promise.reject(new EngineProblem(died)) }),
        engine("last", {}),
      ],
      options(),
    );
    expect(withoutSeconds(findings)).toStrictEqual([
      ["there", "found", "2.0.1", "PATH"],
      ["built", "installed", "2.0.0", "cache"],
      ["no-go", "skipped", "2.0.0", "no go on PATH: install Go >= 1.21"],
      ["broken", "skipped", "2.0.0", "fetch failed; needs Go >= 1.21 on PATH"],
      ["unreadable", "skipped", "2.0.0", "EACCES; needs Go >= 1.21 on PATH"],
      ["dies", "skipped", "2.0.0", `${died}; needs Go >= 1.21 on PATH`],
      ["last", "installed", "2.0.0", "cache"],
    ]);
  });

  it("stops what it starts", async () => {
    const calls: string[] = [];
    const server = engine("server", {
      start: () => {
        calls.push("start");
        return Promise.resolve({ stop: () => Promise.resolve(void calls.push("stop")) });
      },
    });
    await survey([server], options());
    expect(calls).toStrictEqual(["start", "stop"]);
  });

  it("only looks when it is told so", async () => {
    const install = (): Promise<Found> => Promise.reject(new Error("must not be called"));
    const findings = await survey([engine("gone", { install })], options({ install: false }));
    expect(withoutSeconds(findings)).toStrictEqual([
      ["gone", "skipped", "2.0.0", "not here; needs Go >= 1.21 on PATH"],
    ]);
  });

  it("says every reason in one line", async () => {
    const install = (): Promise<Found> => Promise.reject(new Error("first\n\n  second\n"));
    const [finding] = await survey([engine("many", { install })], options());
    expect(finding?.detail).toBe("first | second; needs Go >= 1.21 on PATH");
  });
});

test("the table has a row for each engine and a closing line that counts them", () => {
  const finding = (name: string, change: Partial<Finding>): Finding => ({
    engine: name,
    purpose: "tests",
    version: "1.2.3",
    status: "found",
    detail: "PATH",
    seconds: 0,
    ...change,
  });
  const text = renderFindings([
    finding("opentofu", { status: "installed", seconds: 163.84, detail: "cache" }),
    finding("act", { status: "skipped", detail: "no go on PATH: install Go >= 1.21" }),
    finding("terraform", {}),
  ]);
  expect(text).toBe(`engine     version  status     seconds  where, or why not
opentofu   1.2.3    installed    163.8  cache
act        1.2.3    skipped        0.0  no go on PATH: install Go >= 1.21
terraform  1.2.3    found          0.0  PATH

1 found, 1 installed, 1 skipped in 164 s`);
});

describe("the table of engines", () => {
  it("has different names, and all four verbs say what they need", () => {
    const names = ENGINES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const one of ENGINES) {
      expect([one.name, one.version, one.purpose, one.needs]).not.toContain("");
      expect(one.name).toMatch(/^[a-z][a-z0-9-]*$/);
    }
  });
});
