// Tests what a plan says about a change by hand, also with a wrapper around terraform that hides the exit code.
import path from "node:path";
import { expect, jest, test } from "@jest/globals";
import { expectRequests, rehearse } from "../support/rehearse.ts";
import { requireTerraform } from "../support/require-terraform.ts";
import { useFolder } from "../support/use-folder.ts";

const world = useFolder();

// A rehearsal takes seconds, and many more if other tests use the same cores.
jest.setTimeout(600_000);

const withTerraform = requireTerraform("rehearsal of drift");

const WRAPPER = path.resolve(import.meta.dirname, "../support/wrapper");
const wrapped = (...argv: string[]) =>
  rehearse([...argv, "--keep", world], {
    env: { PATH: `${WRAPPER}:${process.env["PATH"] ?? ""}` },
  });

withTerraform("with a wrapper in front of terraform", () => {
  test("a deployment applies its plans, although terraform seems to exit with 0", async () => {
    const { exitCode, text } = await wrapped("deploy");
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(text).toMatch(/dev +infrastructure (\d\d+) resources, \1 added/);
    expect(text).toContain("its exit code is 0");
  });

  test("a plan shows its changes, and the rule that somebody opened by hand in the kept world", async () => {
    const { exitCode, text, result, requests } = await wrapped(
      "plan",
      "--change",
      "environments/dev.infrastructure.tfvars",
      "--fail",
      "port-opened",
    );
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(text).toContain("--port 22 --cidr 0.0.0.0/0 (in 1 default security group)");
    expectRequests("plan-fail-port-opened", requests);
    const body = result?.comments.find((one) => one.body.includes("### Plan · dev"))?.body ?? "";
    expect(body).toMatch(/to change/);
    expect(body).toContain("1 object changed outside of Terraform");
    expect(body).toContain("aws_default_security_group.this");
    expect(body).toContain("0.0.0.0/0");
  });
});
