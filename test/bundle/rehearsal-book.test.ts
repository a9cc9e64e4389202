// Rehearses the example that is structured like chapter 8 of the book, with its own workspaces, names, tags and state
// keys.
import path from "node:path";
import { expect, jest, test } from "@jest/globals";
import { rehearse } from "../support/rehearse.ts";
import { requireTerraform } from "../support/require-terraform.ts";
import { useFolder } from "../support/use-folder.ts";

jest.setTimeout(600_000);

const withTerraform = requireTerraform("rehearsal of examples/book");

const folder = useFolder();
const BOOK = ["--repo", "examples/book", "--keep", path.join(folder, "world")];

withTerraform("npm run rehearse -- --repo examples/book", () => {
  test("deploys with its own state keys, and with images by name and version", async () => {
    const { exitCode, text, result } = await rehearse(BOOK);
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(result?.environments["dev"]?.kubernetes.added).toBe(6);
    expect(result?.otherStates).toStrictEqual([]);
    expect(result?.images.map(({ repository }) => repository).sort()).toStrictEqual([
      "ecr-fleet-dev-backend",
      "ecr-fleet-dev-frontend",
    ]);
    expect(result?.url).toMatch(/^http:/);
  });

  test("a second run changes nothing, and a pull request shows no changes", async () => {
    const again = await rehearse(BOOK);
    expect([again.exitCode, again.text]).toStrictEqual([
      0,
      expect.stringContaining("succeeded in"),
    ]);
    const { infrastructure, kubernetes } = again.result?.environments["dev"] ?? {};
    for (const part of [infrastructure, kubernetes])
      expect(part).toMatchObject({ added: 0, changed: 0, destroyed: 0 });
    const plan = await rehearse(["plan", ...BOOK]);
    expect([plan.exitCode, plan.text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
  });
});
