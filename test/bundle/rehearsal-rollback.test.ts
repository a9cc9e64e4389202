// Rehearses a rollback through the command line: two releases, a rollback to the first one, and the hold.
import { expect, jest } from "@jest/globals";
import { rare } from "../support/rare.ts";
import { expectRequests, rehearse } from "../support/rehearse.ts";
import { requireTerraform } from "../support/require-terraform.ts";
import { useFolder } from "../support/use-folder.ts";

// A rehearsal takes seconds, and many more if other tests use the same cores.
jest.setTimeout(600_000);

const withTerraform = requireTerraform("rehearsal of a rollback");

withTerraform("npm run rehearse -- rollback", () => {
  const kept = useFolder();
  const run = (...argv: string[]) => rehearse([...argv, "--keep", kept]);

  rare("K-E 56, 67: a recorded release runs again, and the environment is held", async () => {
    const first = await run("deploy");
    const second = await run("deploy", "--change", "backend");
    expect(second.result?.images.map(({ built }) => built)).toStrictEqual([false, true]);

    const listed = await run("rollback", "--environment", "dev", "--release", "");
    const ids = [...listed.text.matchAll(/\d{8}T\d{6}Z-[0-9a-f]{12}/g)].map(([id]) => id);
    expect(listed.exitCode).toBe(1);
    expect(listed.text).toContain("release-needed: no release is given, so nothing was changed");
    expect(ids).toStrictEqual([
      (second.result?.release as { id: string }).id,
      (first.result?.release as { id: string }).id,
    ]);

    const release = ["--release", ids[1] ?? "", "--input", "reason=it lost orders"];
    const back = await run("rollback", "--environment", "dev", ...release);
    expect([back.exitCode, back.text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(back.result).toMatchObject({
      ok: true,
      resources: { infrastructure: { changed: 0 }, kubernetes: { added: 0, changed: 1 } },
    });
    expect(back.text).toContain(`dev runs release ${ids[1] ?? ""} again, and is held`);
    expectRequests("rollback", back.requests);

    const held = await run("deploy");
    expect(held.result).toMatchObject({ ok: false, resources: { kubernetes: { changed: 0 } } });
    expect(held.text).toMatch(
      /environment-held: [0-9a-f]{40} may not be deployed to dev now: octocat has held the environment since .*: it lost orders/,
    );
  });
});
