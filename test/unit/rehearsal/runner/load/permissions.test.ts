import { afterAll, describe, expect, it } from "@jest/globals";
import { findExcess } from "../../../../../rehearsal/runner/load/permissions.ts";
import { removeFolders, repositoryOf, run } from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

const steps = "runs-on: ubuntu-latest\n    steps: [{ run: 'true' }]";

describe("must not be lost: permission narrowing", () => {
  it("come from the job, or else from the workflow, or else from the default", async () => {
    const withNone = await run(`on: push\njobs:\n  a:\n    ${steps}\n`);
    expect(withNone.identities[0]?.permissions).toStrictEqual({
      contents: "read",
      packages: "read",
    });
    const { identities } = await run(
      `on: push\npermissions: {}\njobs:\n  a:\n    permissions: { id-token: write, contents: none }\n    ${steps}\n  b:\n    ${steps}\n`,
    );
    const byId = Object.fromEntries(identities.map(({ id, permissions }) => [id, permissions]));
    expect(byId).toStrictEqual({ a: { "id-token": "write" }, b: {} });
  });

  it("read-all does not include id-token, write-all does", async () => {
    const { identities } = await run(
      `on: push\njobs:\n  a:\n    permissions: read-all\n    ${steps}\n  b:\n    permissions: write-all\n    ${steps}\n`,
    );
    const tokens = Object.fromEntries(
      identities.map(({ id, permissions }) => [id, permissions["id-token"]]),
    );
    expect(tokens).toStrictEqual({ a: undefined, b: "write" });
  });

  it("id token variables reach only jobs that may have one", async () => {
    const script = `runs-on: ubuntu-latest\n    steps: [{ run: 'echo "[$ACTIONS_ID_TOKEN_REQUEST_TOKEN]"' }]`;
    const { lines } = await run(
      `on: push\njobs:\n  a:\n    permissions: { id-token: write }\n    ${script}\n  b:\n    needs: a\n    permissions: {}\n    ${script}\n`,
    );
    expect(lines.filter((line) => line.startsWith("["))).toStrictEqual(["[***]", "[]"]);
  });

  it("a nested call cannot get more than the outer call gives", async () => {
    const calling = (file: string) =>
      `on: workflow_call\njobs:\n  inner:\n    uses: $/.github/workflows/${file}\n`;
    const pipeline = repositoryOf(
      "example-org/pipeline",
      {
        ".github/workflows/outer.yml": calling("inner.yml"),
        ".github/workflows/inner.yml": `on: workflow_call\njobs:\n  deep:\n    permissions: { contents: write }\n    ${steps}\n`,
      },
      "b".repeat(40),
    );
    const caller = `on: push\njobs:\n  a:\n    permissions: { contents: read }\n    uses: example-org/pipeline/.github/workflows/outer.yml@main\n`;
    await expect(run(caller, { others: [pipeline] })).rejects.toThrow(
      "The nested job 'deep' is requesting 'contents: write', but is only allowed 'contents: read'",
    );
  });

  it("findExcess names the first excess", () => {
    expect(findExcess({ contents: "write" }, { contents: "read" })).toStrictEqual([
      "contents",
      "write",
      "read",
    ]);
    expect(findExcess({ contents: "read" }, { contents: "write" })).toBeUndefined();
  });
});
