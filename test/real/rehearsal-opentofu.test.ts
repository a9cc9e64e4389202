// Rehearses the whole pipeline with OpenTofu: the unchanged example, with `tool: opentofu` in its caller.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { expectRequests, rehearse } from "../support/rehearse.ts";
import { requireEngines } from "./engines.ts";

const FLEET = path.resolve(import.meta.dirname, "../../examples/fleet");
const directory = mkdtempSync(path.join(tmpdir(), "eks-pipeline-opentofu-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Returns a copy of examples/fleet whose callers use OpenTofu. */
function fleetWithTofu(): string {
  const repository = path.join(directory, "fleet");
  cpSync(FLEET, repository, { recursive: true });
  const workflows = path.join(repository, ".github/workflows");
  const images = "      images: |";
  for (const name of ["deploy.yml", "plan.yml"]) {
    const text = readFileSync(path.join(workflows, name), "utf8");
    expect(text).toContain(images);
    const withTofu = text.replace(images, `      tool: opentofu\n${images}`);
    writeFileSync(path.join(workflows, name), withTofu);
  }
  return repository;
}

const found = await requireEngines("rehearsal with OpenTofu", ["opentofu"]);

(found === undefined ? describe.skip : describe)("npm run rehearse with tool: opentofu", () => {
  const world = path.join(directory, "world");
  const repository = fleetWithTofu();
  const run = (...argv: string[]) =>
    rehearse([...argv, "--repo", repository, "--keep", world], {
      env: {
        PATH: [path.dirname(found?.opentofu.files["tofu"] ?? ""), process.env["PATH"]].join(":"),
      },
    });

  test("plans, and sends only the recorded request shapes", async () => {
    const { exitCode, text, requests } = await run("plan");
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(text).toMatch(/OpenTofu \d+\.\d+\.\d+ · commit /);
    expectRequests("opentofu-plan", requests);
  });

  test("deploys what was planned", async () => {
    const { exitCode, text, result, requests } = await run("deploy");
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(result?.environments["dev"]).toMatchObject({
      infrastructure: { added: 45 },
      kubernetes: { added: 15 },
    });
    expectRequests("opentofu-deploy", requests);
  });

  test("finds nothing to do the second time", async () => {
    const { exitCode, text, result } = await run("deploy");
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    const unchanged = { added: 0, changed: 0, destroyed: 0 };
    expect(result?.environments["dev"]).toMatchObject({
      infrastructure: unchanged,
      kubernetes: unchanged,
    });
  });
});
