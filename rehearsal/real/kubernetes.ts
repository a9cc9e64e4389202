import path from "node:path";
import { openAll } from "../base/opened.ts";
import { json, startLoopback, type Loopback } from "../base/http.ts";
import type { Failure } from "../kubernetes/failures.ts";
import type { FindImage } from "../kubernetes/kubelet/image-fit.ts";
import { ENGINES, startProgram } from "./program.ts";
import type { ControlPlane, ControlPlaneOptions, ImageAnswer, ImageQuestion } from "./protocol.ts";

const PROGRAM = path.join(ENGINES, "kubernetes/serve.ts");

interface RealKubernetesOptions {
  failures: readonly Failure[];
  /** Returns what the kubelet compares pods with. */
  findImage: FindImage;
  /** Returns the user of a token; undefined = 401. Without this function, only the administrator's token is valid. */
  authenticate?: (token: string) => Promise<User | undefined>;
}

interface User {
  username: string;
  groups: string[];
}

/** A real control plane in a process of its own. */
export interface RealKubernetes extends ControlPlane {
  close: () => Promise<void>;
}

/**
 * Starts etcd, API server, scheduler and controllers, with the rehearsal's kubelet.
 * @throws UsageError if the engine is not on this machine, or does not start
 */
export async function startRealKubernetes(options: RealKubernetesOptions): Promise<RealKubernetes> {
  const { authenticate, failures, findImage } = options;
  return openAll(async (opened) => {
    const authenticator =
      authenticate === undefined ? undefined : opened.add(await startAuthenticator(authenticate));
    const given: ControlPlaneOptions = {
      failures,
      ...(authenticator === undefined ? {} : { tokenWebhook: authenticator.url }),
    };
    const program = await startProgram<ControlPlane, ImageQuestion>({
      part: "kubernetes",
      file: PROGRAM,
      given,
      answer: async ({ id, image, architecture }): Promise<ImageAnswer> => {
        const found = await findImage(image, architecture);
        return { id, ...(found === undefined ? {} : { found }) };
      },
    });
    return { ...opened.add(program).ready, close: () => opened.close() };
  });
}

/**
 * Answers the TokenReviews of the API server, as EKS does in addition to its own authentication.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#webhook-token-authentication
 */
function startAuthenticator(
  authenticate: (token: string) => Promise<User | undefined>,
): Promise<Loopback> {
  return startLoopback({
    async handle(exchange) {
      const { apiVersion, kind, spec } = (await exchange.json()) as {
        apiVersion: string;
        kind: string;
        spec: { token: string };
      };
      const user = await authenticate(spec.token);
      const status = user === undefined ? { authenticated: false } : { authenticated: true, user };
      return json(200, { apiVersion, kind, status });
    },
  });
}
