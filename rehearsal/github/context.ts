import type { Tokens } from "./credentials.ts";
import type { Signer } from "./oidc/issuer.ts";
import type { RepositoryRecord } from "./records.ts";
import type { World } from "./world.ts";

/** What every endpoint of this GitHub works with. */
export interface Context {
  /** The server's own address. */
  url: string;
  apiUrl: string;
  /** What OIDC tokens say in `iss`. */
  issuer: string;
  world: World;
  tokens: Tokens;
  signer: Signer;
  /** @throws GitHubError 404 */
  repository(name: string): RepositoryRecord;
}
