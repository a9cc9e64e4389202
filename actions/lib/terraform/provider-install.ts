import type { FailureRule } from "../match-failure.ts";
import { tokenFix } from "./module-install.ts";
import { NETWORK, networkFix } from "./network.ts";

/** Summaries of terraform and OpenTofu for a provider that init could not get. */
const INSTALL =
  /Failed to (?:query available provider packages|install provider)|Incompatible provider version|Invalid provider registry host/;

const rule = (detail: RegExp, fix: string): FailureRule => ({
  origin: "terraform init",
  when: { summary: INSTALL, detail },
  reason: "init-failed",
  fix,
});

/** Returns a pattern for these words. Terraform may break a line between any two words. */
const words = (text: string): RegExp => new RegExp(text.replaceAll(" ", String.raw`\s+`), "i");

/**
 * Reasons why init could not get a provider. The summaries say only that it could not; only the detail says whether the
 * registry was reached.
 * https://github.com/hashicorp/terraform/blob/main/internal/getproviders/errors.go
 */
export const PROVIDER_INSTALL_RULES: readonly FailureRule[] = [
  rule(
    words("does not match configured version constraint|must use (?:terraform|tofu) init -upgrade"),
    "the lock file has a version that required_providers does not allow: run `terraform init -upgrade` on a machine and commit .terraform.lock.hcl, or correct the constraint",
  ),
  rule(
    words("no available releases match the given constraints"),
    "no published version satisfies all constraints of required_providers, those of modules included: correct the version that the error names",
  ),
  rule(
    words(
      "does not have a provider named|does not offer a (?:Terraform|tofu\\w*) provider registry",
    ),
    'correct the source of the provider in required_providers (source = "owner/name"); a module without its own required_providers looks for hashicorp/<name>',
  ),
  rule(
    words("was not found in any of the search locations|not found in (?:the )?filesystem mirror"),
    "the mirror in the CLI configuration (provider_installation) does not have this provider or version: add it, or let the tool install it directly",
  ),
  rule(
    words(
      "does not have a package available for your current platform|not available for \\w+_\\w+",
    ),
    "choose a version of the provider that is published for the runner's platform, or another runner",
  ),
  {
    origin: "terraform init",
    when: {
      summary: INSTALL,
      detail:
        /host\s+(?<host>\S+)\s+(?:requires\s+authentication|rejected\s+the\s+given\s+authentication)\s+credentials/,
    },
    reason: "init-failed",
    fix: (_, { host = "" }) => tokenFix(host),
  },
  rule(words("no space left on device"), "free disk space on the runner, or use a larger one"),
  rule(
    words("openpgp|error checking signature|authentication signature"),
    "the provider's signature cannot be checked: use a newer version of the tool, which knows newer keys; if the error stays, do not trust the source",
  ),
  {
    origin: "terraform init",
    when: [
      { summary: INSTALL, detail: NETWORK },
      { summary: /provider|registry/i, detail: /could\s+not\s+connect\s+to/ },
    ],
    reason: "providers-unavailable",
    fix: (failure) =>
      `${networkFix(failure)}; without a way out, set up a mirror in the CLI configuration (provider_installation)`,
  },
];
