import { describe, expect, it, test } from "@jest/globals";
import { Problem } from "../../../../actions/lib/runtime/inputs.ts";
import {
  backendFile,
  extraLines,
  quote,
} from "../../../../actions/setup-terraform-backend/src/backend-file.ts";
import {
  hasStatement,
  locationConstraint,
  mergeStatement,
  tlsStatement,
} from "../../../../actions/setup-terraform-backend/src/bucket/settings.ts";
import {
  parseConstraint,
  satisfies,
} from "../../../../actions/setup-terraform-backend/src/constraint.ts";
import {
  requiredVersions,
  versionIn,
} from "../../../../actions/setup-terraform-backend/src/version.ts";

describe("constraints, by terraform's rules (P-E 64)", () => {
  it.each([
    ["1.11.4", "1.11.4", true],
    ["= 1.11.4", "1.11.5", false],
    ["v1.11.4", "1.11.4", true],
    ["~> 1.9.0", "1.9.8", true],
    ["~> 1.9.0", "1.10.0", false],
    ["~> 1.9", "1.15.0", true],
    ["~> 1.9", "1.8.9", false],
    ["~> 1.9", "2.0.0", false],
    ["~> 1.9", "2.0.0-beta1", false],
    ["~> 1", "1.99.0", true],
    [">= 1.6, < 2", "1.11.4", true],
    [">= 1.6, < 2", "2.0.0", false],
    ["> 1.11.3", "1.11.4", true],
    ["<= 1.11", "1.11.4", false],
    ["!= 1.7.1", "1.7.1", false],
    ["!= 1.7.1", "1.7.2", true],
    [">= 1.12.0-beta1", "1.12.0-beta2", true],
    ["latest", "0.1.0", true],
  ])("%s allows %s: %s", (constraint, version, allowed) => {
    expect(satisfies(version, parseConstraint(constraint) ?? [])).toBe(allowed);
  });

  it.each(["", "one", "~1.2", "1.2.3.4", ">= 1.6 < 2", "^1.2"])("%j is none", (text) => {
    expect(parseConstraint(text)).toBeUndefined();
  });
});

test("requiredVersions reads HCL without its comments", () => {
  const hcl = `# required_version = "0.1"
// required_version = "0.2"
/* required_version = "0.3" */
terraform {
  required_version = ">= 1.10, < 3" # required_version = "0.4"
}`;
  expect(requiredVersions(hcl)[0]).toBe(">= 1.10, < 3");
  expect(requiredVersions(hcl.split("\n").slice(0, 3).join("\n"))).toStrictEqual([]);
});

describe("versionIn", () => {
  it.each([
    [".terraform-version", "# team pin\r\n1.11.4 # exact\r\n", "terraform", "1.11.4"],
    [".terraform-version", "\n\n", "terraform", undefined],
    [
      ".tool-versions",
      "nodejs 24.1.0\nterraform 1.11.4 1.10.0\nopentofu 1.12.0\n",
      "terraform",
      "1.11.4",
    ],
    [".tool-versions", "nodejs 24.1.0\nopentofu 1.12.0\n", "opentofu", "1.12.0"],
    [".tool-versions", "nodejs 24.1.0", "terraform", undefined],
  ] as const)("%s %j for %s: %s", (name, text, tool, version) => {
    expect(versionIn(name, text, tool)).toBe(version);
  });
});

describe("the backend file", () => {
  it.each([
    ['a"b', '"a\\"b"'],
    ["a\\b", '"a\\\\b"'],
    ["${x} %{y} $x", '"$${x} %%{y} $x"'],
    ["a\nb\tc", '"a\\nb\\tc"'],
  ])("quotes %j as HCL", (text, hcl) => {
    expect(quote(text)).toBe(hcl);
  });

  test("an extra line takes the place of ours, so that no argument stands twice", () => {
    const backend = {
      ...{ bucket: "b", key: "k", region: "eu-west-1", kmsKeyId: "alias/x", accountId: undefined },
    };
    const extra = extraLines('workspace_key_prefix = "teams"\n\nencrypt=false');
    expect(backendFile(backend, extra)).toBe(
      'bucket = "b"\nkey = "k"\nregion = "eu-west-1"\nencrypt = false\nuse_lockfile = true\nkms_key_id = "alias/x"\nworkspace_key_prefix = "teams"\n',
    );
  });

  it.each([
    'access_key = "x"',
    'secret_key="x"',
    'token = "x"',
    "no equals",
    "endpoints.s3 = 1",
    "a =",
  ])("refuses %s", (line) => {
    expect(() => extraLines(line)).toThrow(Problem);
  });
});

describe("the bucket's policy", () => {
  const ours = tlsStatement("b", "aws-cn");
  test("names the partition", () => {
    expect(ours["Resource"]).toStrictEqual(["arn:aws-cn:s3:::b", "arn:aws-cn:s3:::b/*"]);
  });

  test("keeps other statements, replaces the one of the same Sid", () => {
    const other = { Sid: "Theirs", Effect: "Allow" };
    const stale = { Sid: ours.Sid ?? "", Effect: "Allow" };
    const merged = mergeStatement(
      { Version: "2008-10-17", Id: "x", Statement: [stale, other] },
      ours,
    );
    expect(merged).toStrictEqual({ Version: "2008-10-17", Id: "x", Statement: [other, ours] });
    expect(hasStatement(merged, ours)).toBe(true);
    expect(hasStatement({ Statement: [stale] }, ours)).toBe(false);
  });

  test("may be one statement without a list, in any order of members", () => {
    const turned = Object.fromEntries(Object.entries(ours).reverse());
    expect(hasStatement({ Statement: turned }, ours)).toBe(true);
    expect(mergeStatement({ Statement: { Sid: "One" } }, ours).Statement).toHaveLength(2);
    expect(hasStatement(undefined, ours)).toBe(false);
  });
});

test("us-east-1 has no location constraint", () => {
  expect([locationConstraint("us-east-1"), locationConstraint("eu-west-1")]).toStrictEqual([
    undefined,
    "eu-west-1",
  ]);
});
