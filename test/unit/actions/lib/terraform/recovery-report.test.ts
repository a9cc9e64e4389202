import { describe, expect, it, test } from "@jest/globals";
import { Redactor } from "../../../../../actions/lib/redact/redactor.ts";
import {
  interruptedLine,
  interruptedSection,
  lockSection,
  rescueSection,
} from "../../../../../actions/lib/terraform/recovery-report.ts";
import type { LockState } from "../../../../../actions/lib/terraform/lock-check.ts";
import type { RootModule } from "../../../../../actions/lib/terraform/root-module.ts";

const rootModule = {
  directory: "/checkout/infra",
  tool: { name: "terraform" },
  job: { checkout: "/checkout", redactor: new Redactor() },
} as RootModule;
const progress = {
  operations: 1,
  live: ["aws_vpc.a"],
  gone: [],
  failed: [],
  inFlight: ["aws_eks_cluster.b"],
};

test("H-E 4: names the objects that were in flight, and what to do about them", () => {
  const text = interruptedSection(progress, "forced", "terraform");
  expect(text).toContain("**In flight when it was stopped: 1**\n\n- `aws_eks_cluster.b`");
  expect(text).toContain("terraform import ADDRESS ID");
  const other = interruptedSection(progress, "forced", "opentofu");
  expect(other).toContain("`tofu import ADDRESS ID`");
  expect(other).not.toMatch(/terraform/i);
  expect(interruptedLine(progress, "forced")).toContain("1 in flight (aws_eks_cluster.b)");
});

test("an apply that ended normally needs no import", () => {
  const text = interruptedSection({ ...progress, inFlight: [] }, "ended", "opentofu");
  expect(text).toContain("**Done, and live: 1**");
  expect(text).not.toMatch(/terraform/i);
  expect(text).not.toContain("import");
});

test("destroyed objects are not called live", () => {
  const only = { ...progress, live: [], gone: ["aws_eks_node_group.n"], inFlight: [] };
  const text = interruptedSection(only, "ended", "terraform");
  expect(text).toContain("**Destroyed, and gone: 1**\n\n- `aws_eks_node_group.n`");
  expect(text).not.toContain("live");
  expect(interruptedLine(only, "ended")).toBe(
    "the cancelled apply ended normally and saved its state: 0 done and live, 1 destroyed and gone, 0 failed, 0 in flight",
  );
});

test("H-E 10: the recovery commands depend on the place of the state", () => {
  const address = "s3://states/errored/77-1/a.tfstate";
  const kept = rescueSection({ kind: "kept", address, why: "denied" }, rootModule);
  expect(kept).toContain(`aws s3 cp ${address} infra/errored.tfstate`);
  const left = rescueSection({ kind: "left", why: "denied" }, rootModule);
  expect(left).toContain("nothing has left the runner");
  expect(left).toContain("terraform -chdir=infra state push errored.tfstate");
  const tofu = { ...rootModule, tool: { name: "opentofu" } } as RootModule;
  const other = rescueSection({ kind: "left", why: "denied" }, tofu);
  expect(other).toContain("`tofu import ADDRESS ID`");
  expect(other).not.toContain("terraform");
  expect(rescueSection({ kind: "pushed", serial: 4 }, rootModule)).toContain("serial 4");
});

test("the recovery commands quote a folder, a key and a lock that a shell would split", () => {
  const module = { ...rootModule, directory: "/checkout/our infra" };
  const address = "s3://states/errored/77-1/it's.tfstate";
  const kept = rescueSection({ kind: "kept", address, why: "denied" }, module);
  expect(kept).toContain(
    "aws s3 cp 's3://states/errored/77-1/it'\\''s.tfstate' 'our infra/errored.tfstate'",
  );
  expect(kept).toContain("terraform -chdir='our infra' state push errored.tfstate");
  const lock = { kind: "left" as const, lock: { id: "0 1" } };
  expect(lockSection(lock, module)).toContain("terraform -chdir='our infra' force-unlock '0 1'");
});

test("H-E 10: the recovery commands quote any folder name for a shell", () => {
  const odd = { ...rootModule, directory: "/checkout/it's `prod` $(id)" };
  const left = rescueSection({ kind: "left", why: "denied" }, odd);
  expect(left).toContain("in ``it's `prod` $(id)/errored.tfstate``, and");
  expect(left).toContain("terraform -chdir='it'\\''s `prod` $(id)' state push errored.tfstate");
  const lock = { id: "1; id", who: "me", created: "2026-11-28" };
  expect(lockSection({ kind: "left", lock }, odd)).toContain("$(id)' force-unlock '1; id'");
});

describe("the section about the lock", () => {
  const lock = { id: "0-1", who: "me on host", created: "2026-11-28" };
  it.each<[string, LockState, string]>([
    ["says that the lock is free", { kind: "free" }, "The lock of the state is free."],
    [
      "says how to release a lock that this run left",
      { kind: "left", lock },
      "terraform -chdir=infra force-unlock 0-1",
    ],
    [
      "names the other run that has the lock",
      { kind: "taken", lock },
      "me on host since 2026-11-28: another run is using the state",
    ],
    [
      "has the command that reads an unreadable lock",
      { kind: "unchecked", why: "AccessDenied", command: "aws dynamodb get-item" },
      "aws dynamodb get-item",
    ],
    [
      "has the Terraform command for a lock that this action cannot read",
      { kind: "unchecked", why: "the backend is http" },
      "terraform -chdir=infra plan -lock-timeout=0s",
    ],
  ])("%s", (_, state, expected) => {
    expect(lockSection(state, rootModule)).toContain(expected);
  });
});
