import { decodePercent } from "./decode.ts";

/** Variables that contain credentials of AWS, GitHub and Terraform's registries, whatever their values are. */
const CREDENTIALS =
  /^(?:AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|GITHUB_TOKEN|GH_TOKEN|ACTIONS_ID_TOKEN_REQUEST_TOKEN|ACTIONS_RUNTIME_TOKEN|INPUT_GITHUB-TOKEN|TF_TOKEN_.+)$/;
/** How names of credentials end, for any tool: VAULT_TOKEN, PGPASSWORD, DATADOG_API_KEY, `passphrase`. */
const SECRET_NAME =
  /(?:TOKEN|PASSWORD|PASSWD|[_-]PWD|PASSPHRASE|SECRET|(?:SECRET|ACCESS|API|APP|PRIVATE|ENCRYPTION|CUSTOMER)[_-]?KEY)$/i;
/** Inputs with the names of secrets: they contain no secrets. */
const NAMES_OF_SECRETS = /^INPUT_(?:\w+-)?VARIABLES-FROM-SECRET$/;
/** Shorter values of variables with such names are settings, such as `true` or `none`. */
const SHORTEST_CREDENTIAL = 8;

/** A word of a command line, as a shell splits it. */
const SHELL_WORD = /(?:[^\s"'\\]|\\[^]|"(?:[^"\\]|\\[^])*"|'[^']*')+/g;
const SHELL_QUOTED = /\\([^])|"((?:[^"\\]|\\[^])*)"|'([^']*)'/g;
const ASSIGNMENT = /^(?:--?[a-z-]+=)?([\w-]+)=([^]*)$/;
/**
 * The password of an address, as in https://user:password@host/path. It also matches a password with characters that
 * should be written as %XX.
 */
const PASSWORD_IN_ADDRESS = /\b[a-z][a-z0-9+.-]{0,30}:\/\/([^\s/?#:@]*):(?!\d*[/?#])([^\s"@]+)@/gi;
/** An attribute of HCL or a member of JSON with a quoted text as its value. */
const ATTRIBUTE = /([\w-]+)"?\s*[=:]\s*"((?:[^"\\]|\\[^])*)"/g;

/**
 * A line of the input backend-config: a name and its value, with or without quotes. It also matches lines that the
 * action refuses, because the message about such a line repeats it.
 */
const LINE = /^[ \t]*([\w-]+)[ \t]*[=: \t][ \t]*(?:"((?:[^"\\\n]|\\.)*)".*|(\S.*?))[ \t\r]*$/gm;

/**
 * Returns the credentials among the variables of a process: those of AWS, GitHub and Terraform's registries; the value
 * of every variable whose name ends as names of credentials do; what is assigned to such a name in TF_CLI_ARGS,
 * TF_ENCRYPTION or the input backend-config; and passwords in addresses, such as the address of a proxy or a database.
 * https://opentofu.org/docs/language/state/encryption/
 */
export const credentialsIn = (
  environment: Readonly<Record<string, string | undefined>>,
): string[] =>
  Object.entries(environment).flatMap(([name, value]) => {
    if (value === undefined || NAMES_OF_SECRETS.test(name)) return [];
    if (CREDENTIALS.test(name)) return [value];
    return assignmentsIn(name, value).flatMap(([key, text]) =>
      SECRET_NAME.test(key) && text.length >= SHORTEST_CREDENTIAL
        ? [text, ...passwordsIn(text)]
        : passwordsIn(text),
    );
  });

/**
 * Returns the passwords of addresses, as they are written and decoded. A password that equals the user's name, as in a
 * test, is not a secret.
 */
function passwordsIn(text: string): string[] {
  const written = [...text.matchAll(PASSWORD_IN_ADDRESS)].flatMap(([, user, password = ""]) =>
    password === user || password.length < SHORTEST_CREDENTIAL ? [] : [password],
  );
  return [...new Set([...written, ...written.flatMap((one) => decodePercent(one) ?? [])])];
}

/** Returns names and values: of the variable itself, or of the assignments in its value. */
function assignmentsIn(name: string, value: string): [string, string][] {
  if (name.startsWith("TF_CLI_ARGS"))
    return shellWords(value).flatMap((word): [string, string][] => {
      const [, key, text] = ASSIGNMENT.exec(word) ?? [];
      return key === undefined || text === undefined ? [] : [[key, text]];
    });
  if (name === "TF_ENCRYPTION")
    return [...value.matchAll(ATTRIBUTE)].map(([, key = "", text = ""]) => [key, unescape(text)]);
  if (name === "INPUT_BACKEND-CONFIG")
    return [...value.matchAll(LINE)].map(([, key = "", quoted, bare = ""]) => [
      key,
      quoted === undefined ? bare : unescape(quoted),
    ]);
  return [[name, value]];
}

/** Returns the words of a command line, without the quotes of a shell. */
export const shellWords = (line: string): string[] =>
  [...line.matchAll(SHELL_WORD)].map(([word]) =>
    word.replaceAll(
      SHELL_QUOTED,
      (_, escaped?: string, double?: string, single?: string) =>
        escaped ?? (double === undefined ? (single ?? "") : unescape(double)),
    ),
  );

const unescape = (text: string): string => text.replaceAll(/\\([^])/g, "$1");
