/** Returns the text of a valid environment file, with `more` lines at its end. */
export const environmentText = (
  more = "",
  { account = "333333333333", push = true } = {},
): string => `
region: eu-west-1
account: "${account}"
state: { bucket: fleet-state-${account} }
roles:
  plan: arn:aws:iam::${account}:role/fleet-plan
${push ? `  push: arn:aws:iam::${account}:role/fleet-push\n` : ""}  deploy: arn:aws:iam::${account}:role/fleet-deploy
${more}
`;

/**
 * Changes that make the valid file invalid: [text to replace, replacement, sentence of the error without the file's
 * name].
 */
export const WRONG_FORMS: readonly [string, string, string][] = [
  [
    "region: eu-west-1\n",
    "",
    "region: nothing is given. Expected a region, for example eu-west-1.",
  ],
  [
    "eu-west-1",
    "Ireland",
    'region: "Ireland" is not valid. Expected a region, for example eu-west-1.',
  ],
  [
    '"333333333333"',
    "333333333333",
    "account: 333333333333 is not valid. Expected an account id of twelve digits, for example 111122223333, in quotes.",
  ],
  [
    "bucket: fleet-state-333333333333",
    "bucket: fleet/state",
    'state.bucket: "fleet/state" is not valid. Expected a bucket name of 3 to 63 lower-case letters, digits, dots and hyphens, for example fleet-dev-terraform-state.',
  ],
  [
    "bucket: fleet",
    "key: {}, bucket: fleet",
    "state.key: there is no such key. Did you mean keys?",
  ],
  [
    "state: { bucket: fleet-state-333333333333 }",
    "state: fleet",
    'state: "fleet" is not valid. Expected a map with bucket, and optionally keys and kms-key-id.',
  ],
  [
    "arn:aws:iam::333333333333:role/fleet-plan",
    "fleet-plan",
    'roles.plan: "fleet-plan" is not valid. Expected the ARN of a role, for example arn:aws:iam::111122223333:role/fleet-deploy.',
  ],
  ["\n\n", "\nregions: x\n", "regions: there is no such key. Did you mean region?"],
  [
    "\n\n",
    "\nrunner: x\n",
    "runner: there is no such key. Expected region, account, state, roles, infrastructure, kubernetes, images, promote-from, min-soak, freeze.",
  ],
  [
    "\n\n",
    "\ninfrastructure: { variable-files: environments/dev.tfvars }\n",
    'infrastructure.variable-files: "environments/dev.tfvars" is not valid. Expected a list of files, for example [environments/dev.tfvars].',
  ],
  [
    "\n\n",
    "\nkubernetes: { variable-files: [1] }\n",
    "kubernetes.variable-files[0]: 1 is not valid. Expected a variable file, for example environments/dev.tfvars.",
  ],
  [
    "\n\n",
    "\nimages: { prefix: Fleet/ }\n",
    'images.prefix: "Fleet/" is not valid. Expected the beginning of repository names, lower case and without host, for example fleet-dev/.',
  ],
  [
    "\n\n",
    "\npromote-from: Staging\n",
    'promote-from: "Staging" is not valid. Expected the name of an environment, lower-case letters, digits and hyphens, for example staging.',
  ],
  [
    "\n\n",
    "\nfreeze: [{ from: Friday, to: Mon 07:00, zone: UTC }]\n",
    'freeze[0].from: "Friday" is not valid. Expected a weekday and a time, for example Fri 16:00.',
  ],
  [
    "\n\n",
    "\nfreeze: [{ from: Fri 16:00, to: Mon 07:00 }]\n",
    "freeze[0].zone: nothing is given. Expected an IANA time zone, for example Europe/Berlin.",
  ],
];
