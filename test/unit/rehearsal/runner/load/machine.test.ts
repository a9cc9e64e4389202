import { afterAll, expect, it } from "@jest/globals";
import { removeFolders, run } from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

const other = process.platform === "win32" ? "macos-latest" : "windows-2025";

it.each([
  ["container: node:24", "'container' is not supported by the rehearsal"],
  ["services: { db: { image: postgres } }", "'services' is not supported by the rehearsal"],
  [`runs-on: ${other}`, `'runs-on: ${other}' is not supported by the rehearsal on this machine`],
  [`runs-on: [self-hosted, ${other}]`, `'runs-on: ${other}' is not supported`],
])("a job with %s is refused before anything runs", async (key, message) => {
  const runsOn = key.startsWith("runs-on") ? "" : "runs-on: ubuntu-latest, ";
  await expect(
    run(`on: push\njobs: { a: { ${runsOn}${key}, steps: [{ run: "true" }] } }\n`),
  ).rejects.toThrow(message);
});

it.each(["ubuntu-24.04", "our-windows-like-name", "${{ github.actor }}"])(
  "runs-on: %s runs here",
  async (label) => {
    const { result } = await run(
      `on: push\njobs: { a: { runs-on: "${label}", steps: [{ run: "true" }] } }\n`,
    );
    expect(result.ok).toBe(true);
  },
);

it("a job whose label is known only when it starts fails before its steps, and the others run", async () => {
  const seen = await run(`on: push
jobs:
  a:
    strategy: { fail-fast: false, matrix: { os: [ubuntu-latest, ${other}] } }
    runs-on: \${{ matrix.os }}
    steps: [{ run: "true" }]
  b:
    runs-on: { group: big, labels: ["\${{ format('{0}', '${other}') }}"] }
    steps: [{ run: "true" }]
`);
  expect(seen.job("a (ubuntu-latest)").result).toBe("success");
  for (const id of [`a (${other})`, "b"])
    expect(seen.job(id)).toMatchObject({
      result: "failure",
      steps: [],
      annotations: [
        {
          message: expect.stringContaining(`'runs-on: ${other}' is not supported by the rehearsal`),
        },
      ],
    });
});
