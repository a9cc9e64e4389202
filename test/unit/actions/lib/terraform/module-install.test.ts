import { expect, test } from "@jest/globals";
import { matchFailure } from "../../../../../actions/lib/match-failure.ts";
import {
  MODULE_INSTALL_RULES,
  tokenFix,
} from "../../../../../actions/lib/terraform/module-install.ts";

const explain = (detail: string, summary = "Failed to download module") =>
  matchFailure(MODULE_INSTALL_RULES, { origin: "terraform init", summary, detail });

test.each([
  [
    "error downloading 'https://github.com/acme/pier.git': /usr/bin/git exited with\n128: remote: Repository not found.\nfatal: repository 'https://github.com/acme/pier.git/' not found",
    /url\."https:\/\/x-access-token:TOKEN@github\.com\/"\.insteadOf https:\/\/github\.com\//,
  ],
  [
    "error downloading 'ssh://git@git.acme.example/pier.git': git@git.acme.example: Permission\ndenied (publickey).",
    /^git\.acme\.example does not give .* SSH key/,
  ],
  [
    "error downloading 'https://git.acme.example/pier.git': fatal: Authentication failed for\n'https://git.acme.example/pier.git/'",
    /USER:TOKEN@git\.acme\.example\//,
  ],
  [
    "error downloading 'ssh://git@git.acme.example/pier.git': Host key verification\nfailed.",
    /^add the host key of git\.acme\.example to ~\/\.ssh\/known_hosts/,
  ],
  [
    "error downloading 'https://git.acme.example/pier.git?ref=v3': fatal: Remote branch v3\nnot found in upstream origin",
    /has no v3: correct/,
  ],
  ["fatal: couldn't find remote ref v4", /has no v4: correct/],
  // The repository was not reached: nothing is said about a login.
  [
    "error downloading 'ssh://git@git.acme.example/pier.git': ssh: Could not resolve host",
    /its network and DNS/,
  ],
  ["error downloading 'https://h/x.zip': bad response code: 404", /^check the module's source/],
])("%s", (detail, fix) => {
  expect(explain(detail)?.reason).toBe("modules-unavailable");
  expect(explain(detail)?.fix).toMatch(fix);
});

test("a registry of modules that refuses the request wants a token for its host", () => {
  const detail =
    'Failed to retrieve available versions for module "pier" (main.tf:1) from\napp.acme-x.example: error looking up module versions: 403 Forbidden.';
  const { fix } = explain(detail, "Error accessing remote module registry") ?? {};
  expect(fix).toBe(tokenFix("app.acme-x.example"));
  expect(fix).toContain("TF_TOKEN_app_acme__x_example");
});
