import { expect, test } from "@jest/globals";
import { EngineProblem, type Engine, type Found } from "../../../engines/engine.ts";
import { survey } from "../../../engines/survey.ts";

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

// An engine with the status skipped justifies a suite that did not run (test/real/skips.ts).
test("an engine that fails is skipped, with what to install, and other engines are not", async () => {
  const died = "server ended with 1 at start: address already in use";
  const fail = (error: Error) => () => Promise.reject(error);
  const findings = await survey(
    [
      engine("there", { find: () => Promise.resolve(FOUND) }),
      engine("built", {}),
      engine("no-go", {
        install: fail(new EngineProblem("no go on PATH: install Go >= 1.21")),
      }),
      engine("broken", { install: fail(new Error("fetch failed\n\n  no route\n")) }),
      engine("unreadable", { find: fail(new Error("EACCES")) }),
      engine("dies", { start: fail(new EngineProblem(died)) }),
      engine("last", {}),
    ],
    { install: true, tryOut: true, log: () => undefined },
  );
  expect(
    findings.map(({ engine: name, status, version, detail }) => [name, status, version, detail]),
  ).toStrictEqual([
    ["there", "found", "2.0.1", "PATH"],
    ["built", "installed", "2.0.0", "cache"],
    ["no-go", "skipped", "2.0.0", "no go on PATH: install Go >= 1.21"],
    ["broken", "skipped", "2.0.0", "fetch failed | no route; needs Go >= 1.21 on PATH"],
    ["unreadable", "skipped", "2.0.0", "EACCES; needs Go >= 1.21 on PATH"],
    ["dies", "skipped", "2.0.0", `${died}; needs Go >= 1.21 on PATH`],
    ["last", "installed", "2.0.0", "cache"],
  ]);
});

test("without installation, a missing engine is skipped", async () => {
  const install = () => Promise.reject(new Error("must not be called"));
  const options = { install: false, tryOut: false, log: () => undefined };
  const [finding] = await survey([engine("gone", { install })], options);
  expect([finding?.status, finding?.detail]).toStrictEqual([
    "skipped",
    "not here; needs Go >= 1.21 on PATH",
  ]);
});
