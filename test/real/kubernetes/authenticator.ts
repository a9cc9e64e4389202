import { json, startLoopback, type Loopback } from "../../../rehearsal/base/http.ts";

interface Reviewed {
  accepted: boolean;
  /** The user of the token, or what is wrong with the token. */
  text: string;
}

export interface Authenticator {
  url: string;
  /** The result of each review, in order, without the tokens. */
  reviews: Reviewed[];
  close(): Promise<void>;
}

interface TokenReview {
  apiVersion: string;
  kind: string;
  spec: { token: string };
}

/**
 * Starts the webhook that API servers of EKS use: it answers TokenReviews.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#webhook-token-authentication
 * @param identify returns the user of a token; rejects with an Error that says what is wrong with the token
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
