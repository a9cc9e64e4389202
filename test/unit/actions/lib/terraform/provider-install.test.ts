import { expect, test } from "@jest/globals";
import { matchFailure } from "../../../../../actions/lib/match-failure.ts";
import { observeDiagnostic } from "../../../../../actions/lib/terraform/observe.ts";
import { PROVIDER_INSTALL_RULES } from "../../../../../actions/lib/terraform/provider-install.ts";
import { error } from "./diagnostics.ts";

const QUERY = "Failed to query available provider packages";
const INSTALL = "Failed to install provider";
const explain = (summary: string, detail: string) =>
  matchFailure(PROVIDER_INSTALL_RULES, { origin: "terraform init", summary, detail });

test.each([
  [
    "a version that the lock file forbids",
    QUERY,
    "locked provider registry.terraform.io/hashicorp/aws 5.100.0 does not match configured\nversion constraint ~> 6.0; must use terraform init -upgrade to allow selection of new versions",
    /init -upgrade/,
  ],
  [
    "a missing version",
    QUERY,
    "no available releases match the given constraints ~> 99",
    /constraints/,
  ],
  [
    "a missing provider",
    QUERY,
    "provider registry registry.terraform.io does not have a provider named registry.terraform.io/hashicorp/datadog",
    /source = "owner\/name"/,
  ],
  [
    "a host that is not a registry",
    "Invalid provider registry host",
    'The host "example.com" given in provider source address does not offer a Terraform provider registry.',
    /correct the source/,
  ],
  [
    "a mirror without the provider",
    QUERY,
    "provider registry.terraform.io/hashicorp/null was not found in any of the search locations\n- /opt/mirror",
    /mirror in the CLI configuration/,
  ],
  [
    "no package for the platform",
    "Incompatible provider version",
    "Provider registry.terraform.io/hashicorp/template v2.2.0 does not have a package available for your current platform, linux_arm64.",
    /runner's platform/,
  ],
  [
    "a registry that wants a login",
    QUERY,
    "Could not retrieve the list of available versions for provider acme/pier: host\nregistry.acme-pier.example requires authentication credentials",
    /^give the token of registry\.acme-pier\.example in TF_TOKEN_registry_acme__pier_example/,
  ],
  [
    "a login that a registry refuses",
    QUERY,
    "host registry.example.com rejected the given authentication credentials",
    /TF_TOKEN_registry_example_com/,
  ],
  [
    "a full disk",
    INSTALL,
    "Error while installing hashicorp/aws v5: write /x: no space left on device",
    /disk/,
  ],
  [
    "an expired signing key",
    INSTALL,
    "error checking signature: openpgp: key expired",
    /signature/,
  ],
])("%s is not taken for a registry that does not answer", (_, summary, detail, fix) => {
  expect(explain(summary, detail)).toMatchObject({
    reason: "init-failed",
    fix: expect.stringMatching(fix),
  });
});

test.each([
  "could not connect to registry.terraform.io: failed to request discovery document: 503 Service Unavailable",
  'Get "https://releases.hashicorp.com/x.zip": dial tcp: lookup releases.hashicorp.com: no such host',
  "net/http: request canceled while waiting for connection (Client.Timeout exceeded)",
  "tls: failed to verify certificate: x509: certificate signed by unknown authority",
])("reports an unreachable registry: %s", (detail) => {
  for (const summary of [QUERY, INSTALL])
    expect(explain(summary, detail)?.reason).toBe("providers-unavailable");
});

test.each([
  [
    "dial tcp: lookup registry.terraform.io on 10.0.0.2:53: no such host",
    /reaches .*DNS.*NO_PROXY/,
  ],
  ["proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused", /HTTPS_PROXY/],
  ["Proxy Authentication Required", /asks for a login/],
  ["tls: failed to verify certificate: x509: certificate signed by unknown authority", /its CA/],
  ["503 Service Unavailable", /registry\.example\.com has a problem .* again later/],
])("the fix for %s names the host, the cause and a mirror", (said, fix) => {
  const detail = `could not connect to registry.example.com: failed to request discovery document: Get "https://registry.example.com/.well-known/terraform.json": ${said}`;
  const found = matchFailure(
    PROVIDER_INSTALL_RULES,
    observeDiagnostic("init", error(QUERY, { detail })),
  );
  expect(found?.fix).toMatch(fix);
  expect(found?.fix).toMatch(/registry\.example\.com.*; without a way out, set up a mirror/);
});

test("does not guess an unknown cause", () => {
  expect(explain(INSTALL, "something new")).toBeUndefined();
});
