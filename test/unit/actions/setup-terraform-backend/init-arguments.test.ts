import { describe, expect, it } from "@jest/globals";
import { NotValid } from "../../../../actions/lib/runtime/input-types.ts";
import {
  initArguments,
  mayWriteLockFile,
} from "../../../../actions/setup-terraform-backend/src/init-arguments.ts";

describe("init-args", () => {
  it.each([
    ["-get=false\n\n -parallelism=4", false],
    ["-upgrade", true],
    ["--upgrade=true", true],
    ["-upgrade=false", false],
    ["-upgrade=F", false],
    ["-upgrade\n-upgrade=0", false],
    ["-lockfile=readonly", true],
    ["-plugin-dir=/opt/a folder", false],
    ["-input=false\n-backend=true", false],
  ])(
    "whether %j allows writing the lock file, or has an argument about it: %s",
    (given, expected) => {
      expect(mayWriteLockFile(initArguments.parse(given))).toBe(expected);
    },
  );

  it.each<[string, RegExp]>([
    ["-upgrade -get=false", /more than one argument/],
    ["infra", /does not begin with a hyphen/],
    ["-migrate-state", /by hand/],
    ["--force-copy", /by hand/],
    ["-backend=false", /backend-mode: off/],
    ["-backend-config=x=y", /in backend-config/],
    ["-json", /cannot read/],
    ["-input=true", /cannot read/],
    ["-from-module=x", /cannot read/],
  ])("%s is refused", (given, why) => {
    expect(() => initArguments.parse(given)).toThrow(NotValid);
    expect(() => initArguments.parse(given)).toThrow(why);
  });
});
