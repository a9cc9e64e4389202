import { afterAll, describe, expect, test } from "@jest/globals";
import { isProvided, refusal } from "../../../../../rehearsal/runner/builtin/provided.ts";
import { removeFolders, repositoryOf, run } from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

const workflow = (uses: string) =>
  `on: push\njobs: { a: { runs-on: x, steps: [{ uses: ${uses} }, { run: echo after }] } }\n`;

describe("actions of other repositories", () => {
  test("are provided by the rehearsal, by this repository, or by a known one", () => {
    for (const uses of ["actions/checkout@v6", "./a", "$/a", "o/a/sub@v1"])
      expect([uses, isProvided(uses, ["O/A"])]).toStrictEqual([uses, true]);
    expect(isProvided("o/b@v1", ["o/a"])).toBe(false);
  });

  test("are refused if they are not known, and the error names both ways out", () => {
    expect(refusal("o/b/sub@v1", ["o/a"])).toContain(
      "the rehearsal does not have the action 'o/b/sub@v1'. Give its folder with --action o/b=DIR, or leave its steps out with --action o/b=skip.",
    );
    expect(refusal("docker://alpine", [])).toContain("starts no containers");
    expect(refusal("o/b/sub@v1", [], ["o/b"])).toBeUndefined();
  });

  test("do nothing if they are left out, and the step says so", async () => {
    const { result, events } = await run(workflow("actions/setup-node@v6"), {
      skipped: ["actions/setup-node"],
    });
    expect(result.ok).toBe(true);
    expect(events).toContainEqual(
      expect.objectContaining({
        annotation: expect.objectContaining({
          message: "actions/setup-node@v6 is left out of the rehearsal: the step did nothing",
        }) as unknown,
      }),
    );
  });

  test("run from the folder to which they are mapped", async () => {
    const action = repositoryOf("o/greet", {
      "action.yml":
        "name: a\ndescription: b\nruns: { using: composite, steps: [{ run: echo mapped, shell: bash }] }\n",
    });
    const { lines, result } = await run(workflow("o/greet@v3"), { others: [action] });
    expect([result.ok, lines]).toStrictEqual([true, expect.arrayContaining(["mapped"])]);
  });
});

describe("secrets of an environment", () => {
  const named = (environment: string) =>
    `on: push\njobs: { a: { runs-on: x, ${environment} steps: [{ run: 'echo "[\${{ secrets.A }}]" | base64' }] } }\n`;
  const secrets = {
    secrets: { A: "shared-value" },
    environmentSecrets: { dev: { A: "dev-value" } },
  };
  const base64 = (text: string) => Buffer.from(`[${text}]\n`).toString("base64");

  test("are visible only to jobs that name the environment", async () => {
    const inside = await run(named("environment: dev,"), secrets);
    expect(inside.lines).toContain(base64("dev-value"));
    const outside = await run(named(""), secrets);
    expect(outside.lines).toContain(base64("shared-value"));
  });

  test("are masked", async () => {
    const text = named("environment: dev,").replace(" | base64", "");
    const { lines } = await run(text, secrets);
    expect(lines).toContain("[***]");
  });
});
