import { rulesOf } from "../match-failure.ts";
import type { FailureRule } from "../match-failure.ts";
import { NO_WAY, networkFix } from "./network.ts";

/** Summaries for a module that init could not get. */
const MODULES =
  /Module not (?:installed|found)|Failed to download module|Could not download module|Error accessing remote module registry/;

/** Git's words for a repository that it may not read. Git often says that the repository does not exist. */
const NO_ACCESS =
  /could\s+not\s+read\s+(?:Username|Password)\s+for|Repository\s+not\s+found|repository\s+'[^']*'\s+not\s+found|Authentication\s+failed|Permission\s+denied\s+\(publickey/i;
/** Git's words for a branch, tag or commit that the repository does not have. */
const NO_REF =
  /pathspec\s+'(?<path>[^']+)'\s+did\s+not\s+match|Remote\s+branch\s+(?<branch>\S+)\s+not\s+found|couldn't\s+find\s+remote\s+ref\s+(?<ref>\S+)/i;
const REGISTRY_LOGIN =
  /from\s+(?<host>[\w.-]+\w(?::\d+)?):[^]*\b40[13]\s+(?:Unauthorized|Forbidden)/;

/**
 * Returns how a job gives a login to a registry of Terraform: in the name of the variable, dots are underscores, and
 * hyphens two underscores.
 * https://developer.hashicorp.com/terraform/cli/config/config-file#environment-variable-credentials
 */
export const tokenFix = (host: string): string =>
  `give the token of ${host} in TF_TOKEN_${host.replaceAll("-", "__").replaceAll(".", "_")} in the env of the job, with access to what the error names`;

/** Returns the host of a git source; undefined if the error names none. */
const gitHostOf = (detail: string): string | undefined =>
  /(?:https?|ssh):\/\/(?:[^@/\s']*@)?([\w.-]+)|git@([\w.-]+):/.exec(detail)?.slice(1).find(Boolean);

/**
 * Reasons why init could not get a module.
 * https://developer.hashicorp.com/terraform/language/modules/sources#generic-git-repository
 */
export const MODULE_INSTALL_RULES: readonly FailureRule[] = rulesOf("terraform init", [
  {
    when: { summary: MODULES, detail: NO_ACCESS },
    reason: "modules-unavailable",
    fix: ({ detail = "" }) => {
      const host = gitHostOf(detail) ?? "the server of the module";
      const user = host === "github.com" ? "x-access-token" : "USER";
      return `${host} does not give the module's repository to this job, or there is no such repository: the token of a job reads only its own repository. In a step before this one, give git a token that may read it (git config --global url."https://${user}:TOKEN@${host}/".insteadOf https://${host}/), or an SSH key for a source with git@ or ssh://`;
    },
  },
  {
    when: { summary: MODULES, detail: /Host\s+key\s+verification\s+failed/i },
    reason: "modules-unavailable",
    fix: ({ detail = "" }) =>
      `add the host key of ${gitHostOf(detail) ?? "the server"} to ~/.ssh/known_hosts in a step before this one, and give the job an SSH key that may read the repository; or use a source with https://`,
  },
  {
    when: { summary: MODULES, detail: NO_REF },
    reason: "modules-unavailable",
    fix: (_, { path, branch, ref = "" }) =>
      `the module's repository has no ${path ?? branch ?? ref}: correct ?ref= in the module's source`,
  },
  {
    when: { summary: /Error accessing remote module registry/, detail: REGISTRY_LOGIN },
    reason: "modules-unavailable",
    fix: (_, { host = "" }) => tokenFix(host),
  },
  {
    when: { summary: MODULES, detail: NO_WAY },
    reason: "modules-unavailable",
    fix: networkFix,
  },
  {
    when: { summary: MODULES },
    reason: "modules-unavailable",
    fix: "check the module's source and that this job may read it",
  },
]);
