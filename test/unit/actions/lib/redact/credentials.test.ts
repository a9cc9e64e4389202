import { expect, test } from "@jest/globals";
import { credentialsIn } from "../../../../../actions/lib/redact/credentials.ts";

test("finds credentials of AWS, GitHub and registries by the name of the variable", () => {
  const environment = {
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "one",
    AWS_SESSION_TOKEN: "two",
    "INPUT_GITHUB-TOKEN": "three",
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "four",
    TF_TOKEN_registry_example_com: "five",
    GH_TOKEN: undefined,
    PATH: "/bin",
  };
  expect(credentialsIn(environment)).toStrictEqual(["one", "two", "three", "four", "five"]);
});

test.each([
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
  "AWS_SECRET_KEY",
  "TF_HTTP_PASSWORD",
  "PGPASSWORD",
  "MYSQL_PWD",
  "VAULT_TOKEN",
  "CLOUDFLARE_API_TOKEN",
  "DATADOG_API_KEY",
  "DATADOG_APP_KEY",
  "OPENAI_APIKEY",
  "ARM_CLIENT_SECRET",
  "SIGNING_PRIVATE_KEY",
  "GPG_PASSPHRASE",
  "AWS_SSE_CUSTOMER_KEY",
  "TF_VAR_db_password",
])("the end of the name makes %s a credential", (name) => {
  expect(credentialsIn({ [name]: "a-long-value" })).toStrictEqual(["a-long-value"]);
});

test.each([
  ["AWS_ACCESS_KEY_ID", "AKIAXXXXXXXXXXXXXXX1"],
  ["AWS_WEB_IDENTITY_TOKEN_FILE", "/run/secrets/token"],
  ["PWD", "/home/runner/work"],
  ["OLDPWD", "/home/runner/work"],
  ["TOKENIZER", "a-long-value"],
  ["REQUIRE_TOKEN", "true"],
  ["SECRET_NAME", "fleet/database"],
  ["INPUT_VARIABLES-FROM-SECRET", "token=fleet/dev:token"],
  ["INPUT_KUBERNETES-VARIABLES-FROM-SECRET", "fleet/dev/terraform"],
  ["TF_CLI_ARGS_plan", "-parallelism=10 -var=region=eu-west-1"],
  ["TF_ENCRYPTION", 'key_provider "aws_kms" "main" { kms_key_id = "alias/fleet-state" }'],
])("%s=%s is not a credential", (name, value) => {
  expect(credentialsIn({ [name]: value })).toStrictEqual([]);
});

test.each([
  ["-var=password=cli-args-password", "cli-args-password"],
  ["-lock=false -var password=cli-args-password", "cli-args-password"],
  ["-var 'password=with a space'", "with a space"],
  ['-var="db_password=with \\"quotes\\""', 'with "quotes"'],
  ["'-var=password=cli=args=password'", "cli=args=password"],
  ["-backend-config=secret_key=backend-key", "backend-key"],
])("finds the credential in TF_CLI_ARGS=%s", (value, credential) => {
  expect(credentialsIn({ TF_CLI_ARGS: value })).toStrictEqual([credential]);
  expect(credentialsIn({ TF_CLI_ARGS_apply: value })).toStrictEqual([credential]);
});

test.each([
  [
    "as terraform needs it",
    'sse_customer_key = "c29tZS1jdXN0b21lci1rZXk="',
    "c29tZS1jdXN0b21lci1rZXk=",
  ],
  ["without quotes", "sse_customer_key=c29tZS1rZXk=", "c29tZS1rZXk="],
  ["with a comment", 'secret_key = "a-long-secret" # of the store', "a-long-secret"],
  ["as a line of YAML", "secret_key: a-long-secret", "a-long-secret"],
  ["without a sign", "secret_key a-long-secret", "a-long-secret"],
  ["in the second line", 'profile = "team"\n  token = a-long-token\r\n', "a-long-token"],
])("finds the credential in backend-config, written %s", (_, value, credential) => {
  expect(credentialsIn({ "INPUT_BACKEND-CONFIG": value })).toStrictEqual([credential]);
});

test("finds no credential in the other arguments of backend-config", () => {
  const value = [
    "kms_key_id = arn:aws:kms:eu-west-1:111122223333:key/2",
    'workspace_key_prefix = "environments"',
    "# token = not-a-value-of-anything",
  ].join("\n");
  expect(credentialsIn({ "INPUT_BACKEND-CONFIG": value })).toStrictEqual([]);
});

test.each([
  'key_provider "pbkdf2" "k" {\n  passphrase = "encryption-\\"passphrase\\"-123"\n}',
  JSON.stringify({
    key_provider: { pbkdf2: { k: { passphrase: 'encryption-"passphrase"-123' } } },
  }),
])("finds the passphrase in TF_ENCRYPTION=%s", (value) => {
  expect(credentialsIn({ TF_ENCRYPTION: value })).toStrictEqual(['encryption-"passphrase"-123']);
});

test.each([
  ["HTTPS_PROXY", "http://ci:proxy-password@proxy.example.com:3128", ["proxy-password"]],
  ["DATABASE_URL", "postgres://app:p%40ss-word@db/app", ["p%40ss-word", "p@ss-word"]],
  ["PIP_INDEX_URL", "https://:only-a-password@pypi.example.com/simple", ["only-a-password"]],
  ["TF_CLI_ARGS_init", "-backend-config=address=https://u:in-an-argument@h", ["in-an-argument"]],
  ["DATABASE_URL", "postgres://postgres:postgres@localhost/test", []],
  ["HTTPS_PROXY", "http://ci:proxy#password@proxy.example.com:3128", ["proxy#password"]],
  ["DATABASE_URL", "postgres://ci:p/ss?w#rd@db.example.com/app", ["p/ss?w#rd"]],
  ["ENDPOINTS", '{"a":"https://a.example:","b":"someone@b.example"}', []],
  ["HTTPS_PROXY", "http://proxy.example.com:3128/a:b@c", []],
  ["GIT_REMOTE", "ssh://git@github.com:22/example-org/fleet", []],
])("%s=%s has the passwords %j", (name, value, passwords) => {
  expect(credentialsIn({ [name]: value })).toStrictEqual(passwords);
});

test("eight characters count as a password, seven do not", () => {
  expect(credentialsIn({ PGPASSWORD: "12345abc" })).toStrictEqual(["12345abc"]);
  expect(credentialsIn({ PGPASSWORD: "1234abc" })).toStrictEqual([]);
});
