import * as z from "zod/mini";
import { yaml } from "../../../lib/runtime/input-types.ts";
import type { InputType } from "../../../lib/runtime/input-types.ts";

/** Repositories that belong together: those of an environment. What is left out is that of the other side. */
export interface ImagePlace {
  /** Twelve digits. */
  accountId?: string | undefined;
  region?: string | undefined;
  /** What all its repositories begin with, such as `fleet-staging/`. */
  prefix: string;
}

// Without quotes, YAML reads an account id as a number, and takes the zeros at its beginning away.
const ACCOUNT = z
  .union([z.string(), z.number()])
  .check(
    z.refine(
      (given) => /^\d{12}$/.test(String(given)),
      "an account id has twelve digits; put one that begins with 0 in quotes",
    ),
  );
const REGION = z
  .string()
  .check(z.regex(/^[a-z]{2,}(?:-[a-z]+)+-\d+$/, "a region such as eu-west-1"));
const PREFIX = z
  .string()
  .check(
    z.regex(/^(?:[a-z0-9]+(?:[._/-]+[a-z0-9]+)*[._/-]?)?$/, "a beginning such as fleet-staging/"),
  );

const PLACE = yaml(
  z.strictObject(
    {
      account: z.optional(ACCOUNT),
      region: z.optional(REGION),
      "repository-prefix": z.optional(PREFIX),
    },
    "it has other keys than account, region and repository-prefix, or none",
  ),
  {
    name: "YAML map",
    expected:
      'a map such as {account: "111122223333", region: eu-west-1, repository-prefix: fleet-staging/}',
    empty: undefined,
  },
);

/** The inputs `source` and `destination`. */
export const imagePlace: InputType<ImagePlace> = {
  ...PLACE,
  parse(given) {
    const { account, region, "repository-prefix": prefix = "" } = PLACE.parse(given);
    return { accountId: account === undefined ? undefined : String(account), region, prefix };
  },
};
