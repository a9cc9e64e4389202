import { rename } from "node:fs/promises";
import type { Job } from "../runtime/job.ts";
import { messageOf } from "../runtime/errors.ts";
import { writePrivate } from "../runtime/private-file.ts";
import { claimsOf } from "./claims.ts";

type Source = Pick<Job, "idToken" | "log" | "temporaryDirectory">;

const NAME = "aws/web-identity-token";
/** Milliseconds until a failed renewal is tried again. */
const AFTER_FAILURE = 20_000;

/**
 * Keeps a token file valid for child processes. The SDKs in them read the file again whenever their credentials expire,
 * an hour later, but a token of GitHub lives only for minutes. So the token is renewed after half of its life, as long
 * as this process lives; the timer does not keep the process alive. A later process of the same job continues with
 * another call.
 * @param first a token that is valid now
 * @returns absolute path of the file
 */
export async function keepTokenFile(
  first: string,
  audience: string,
  source: Source,
): Promise<string> {
  const renewIn = (milliseconds: number) => setTimeout(() => void renew(), milliseconds).unref();
  const renew = async () => {
    try {
      const token = await source.idToken(audience);
      await writeToken(token, source);
      renewIn(halfLife(token));
    } catch (error) {
      source.log.info(`the OIDC token for AWS was not renewed yet: ${messageOf(error)}`);
      renewIn(AFTER_FAILURE);
    }
  };
  const file = await writeToken(first, source);
  renewIn(halfLife(first));
  return file;
}

/** Writes the token to its file. The complete file is replaced at once: a child never reads half a token. */
async function writeToken(token: string, source: Source): Promise<string> {
  const written = await writePrivate(source, `${NAME}.new`, token);
  const file = written.slice(0, -".new".length);
  await rename(written, file);
  return file;
}

/**
 * Returns the milliseconds until half of the token's remaining life is over; one minute if the token does not name its
 * end.
 */
function halfLife(token: string): number {
  const expires = Number(claimsOf(token)["exp"]) * 1000;
  return Number.isNaN(expires) ? 60_000 : Math.max((expires - Date.now()) / 2, 1_000);
}
