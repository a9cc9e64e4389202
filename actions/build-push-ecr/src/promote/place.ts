import * as z from "zod/mini";
import { accountId, region, repositoryPrefix } from "../../../lib/aws/input-types.ts";
import { yaml } from "../../../lib/runtime/input-types.ts";
import type { InputType, YamlType } from "../../../lib/runtime/input-types.ts";

/** The repositories of an environment. A value that is left out is the same as on the other side. */
export interface ImagePlace {
  /** Twelve digits. */
  accountId?: string | undefined;
  region?: string | undefined;
  /** The beginning of all its repositories' names, such as `fleet-staging/`. */
  prefix: string;
  /** The role that the environment file names for reading or writing there. */
  roleArn?: string | undefined;
}

/** The repositories that an environment's file names. */
interface EnvironmentPlace {
  /** Path of the environment file, from the repository's root. */
  file: string;
}

export type GivenPlace = ImagePlace | EnvironmentPlace;

const accepts = (type: InputType<string>, given: string): boolean => {
  try {
    return type.parse(given) === given;
  } catch {
    return false;
  }
};
// Without quotes, YAML reads an account id as a number, and drops its leading zeros.
const ACCOUNT_ID = `${accountId.expected}; in quotes if it begins with 0`;
const ACCOUNT = z
  .union([z.string(), z.number()], ACCOUNT_ID)
  .check(z.refine((given) => accepts(accountId, String(given)), ACCOUNT_ID));
const REGION = z
  .string(region.expected)
  .check(z.refine((given) => accepts(region, given), region.expected));
const PREFIX = z
  .string(repositoryPrefix.expected)
  .check(
    z.refine(
      (given) => given === "" || accepts(repositoryPrefix, given),
      repositoryPrefix.expected,
    ),
  );

const PLACE = yaml(
  z.strictObject(
    {
      account: z.optional(ACCOUNT),
      region: z.optional(REGION),
      "repository-prefix": z.optional(PREFIX),
    },
    "a map of account, region and repository-prefix",
  ),
  {
    name: "path or YAML map",
    expected:
      'an environment file such as environments/staging.yml, or a map such as {account: "111122223333", region: eu-west-1, repository-prefix: fleet-staging/}',
    empty: undefined,
  },
);

/** A map has a space after its colons, or is in braces. */
const ENVIRONMENT_FILE = /^[^\s{}:]+\.ya?ml$/;

/** The inputs `source` and `destination`. */
export const imagePlace: YamlType<GivenPlace, undefined> = {
  ...PLACE,
  parse(given) {
    if (ENVIRONMENT_FILE.test(given)) return { file: given };
    const { account, "repository-prefix": prefix = "", ...place } = PLACE.parse(given);
    return { ...place, accountId: account === undefined ? undefined : String(account), prefix };
  },
};
