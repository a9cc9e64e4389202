import { json, startLoopback, type Loopback } from "../../../rehearsal/base/http.ts";

interface Reviewed {
  accepted: boolean;
  /** Who it is, or what is wrong with the token. */
  text: string;
}

export interface Authenticator {
  url: string;
  /** Every token that was reviewed, in order, without the token. */
  reviews: Reviewed[];
  close(): Promise<void>;
}

interface TokenReview {
  apiVersion: string;
  kind: string;
  spec: { token: string };
}

/**
 * What stands beside the API servers of EKS: answers their TokenReviews.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#webhook-token-authentication
 * @param identify gives the user of a token, rejects with an Error that says what is wrong with it
 */
export async function startAuthenticator(
  identify: (token: string) => Promise<{ username: string; groups: string[] }>,
): Promise<Authenticator> {
  const reviews: Reviewed[] = [];
  const review = async (token: string): Promise<object> => {
    try {
      const user = await identify(token);
      reviews.push({ accepted: true, text: user.username });
      return { authenticated: true, user };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      reviews.push({ accepted: false, text });
      return { authenticated: false, error: text };
    }
  };
  const server: Loopback = await startLoopback({
    async handle(exchange) {
      const { apiVersion, kind, spec } = JSON.parse(
        (await exchange.body()).toString("utf8"),
      ) as TokenReview;
      return json(200, { apiVersion, kind, status: await review(spec.token) });
    },
    failed: () => undefined,
  });
  return { url: server.url, reviews, close: () => server.close() };
}
