import { describe, expect, test } from "@jest/globals";
import { observeDiagnostic } from "../../../../../actions/lib/terraform/observe.ts";
import { error } from "./diagnostics.ts";

describe("the origin of a diagnostic", () => {
  test.each([
    [{ address: "aws_vpc.main" }, "aws"],
    [{ address: 'module.a["x.y"].module.b.data.aws_ami.base["z"]' }, "aws"],
    [{ address: "kubernetes_namespace_v1.app" }, "kubernetes"],
    [{ address: "helm_release.ingress[0]" }, "helm"],
    [{ address: 'module.a["x]y"].aws_vpc.main["a\\"].b"]' }, "aws"],
    [{ address: 'provider["registry.terraform.io/hashicorp/google-beta"].west' }, "google-beta"],
    [{ address: 'module.x.provider["registry.opentofu.org/hashicorp/aws"]' }, "aws"],
    [{ context: 'provider "kubernetes"' }, "kubernetes"],
  ])("of %j is the provider %s", (more, provider) => {
    expect(observeDiagnostic("plan", error("x", more))).toMatchObject({
      origin: "provider",
      provider,
    });
  });

  test.each([
    ["Error acquiring the state lock", {}, "backend"],
    ["Failed to get existing workspaces", {}, "backend"],
    ["error loading state", { detail: "operation error S3: GetObject, ..." }, "backend"],
    ["validating provider credentials", { detail: "api error AccessDenied: no" }, "backend"],
    ["Unsupported argument", { context: 'resource "aws_vpc" "x"' }, "terraform plan"],
    ["Resource postcondition failed", { address: "aws_vpc.x" }, "terraform plan"],
    ["Invalid value for variable", { context: 'variable "x"' }, "terraform plan"],
    ["local-exec provisioner error", { address: "aws_vpc.x" }, "terraform plan"],
  ])("of %s %j is %s", (summary, more, origin) => {
    expect(observeDiagnostic("plan", error(summary, more)).origin).toBe(origin);
  });
});

test("reads code, status and operation of AWS, but not of other providers", () => {
  const detail =
    "operation error EC2: CreateVpc, https response error StatusCode: 403, RequestID: R, api error UnauthorizedOperation: no";
  expect(observeDiagnostic("apply", error("x", { detail, address: "aws_vpc.x" }))).toMatchObject({
    code: "UnauthorizedOperation",
    status: 403,
    operation: "EC2 CreateVpc",
  });
  const other = error("AccessDenied: no", { address: "vault_token.x" });
  expect(observeDiagnostic("apply", other).code).toBeUndefined();
});

test.each([
  ['Get "https://10.0.0.1/api": dial tcp 10.0.0.1:443: connect: connection refused', "10.0.0.1"],
  ['Post "http://localhost:8080/api/v1": EOF', "localhost:8080"],
  ["dial tcp: lookup registry.example on 127.0.0.53:53: no such host", "registry.example"],
  ["nothing", undefined],
])("the host of %j is %s", (detail, host) => {
  expect(observeDiagnostic("plan", error("x", { detail })).host).toBe(host);
});
