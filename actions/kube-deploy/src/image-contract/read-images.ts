import { ECRClient, GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import { HttpClient } from "@actions/http-client";
import type { AwsSession } from "../../../lib/aws/session.ts";
import { parseImageName } from "../../../lib/image-reference.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { ImageConfiguration } from "./compare.ts";

interface ManifestJson {
  config?: { digest: string };
  manifests?: { digest: string; platform?: { os?: string } }[];
}

interface ConfigJson {
  os?: string;
  architecture?: string;
  variant?: string;
  config?: {
    User?: string;
    ExposedPorts?: Record<string, object> | null;
    Healthcheck?: { Test?: string[] | null } | null;
  };
}

const MANIFESTS = ["manifest.v1", "index.v1"]
  .map((type) => `application/vnd.oci.image.${type}+json`)
  .concat(
    ["manifest", "manifest.list"].map(
      (type) => `application/vnd.docker.distribution.${type}.v2+json`,
    ),
  )
  .join(", ");

/** Milliseconds without any byte: reading an image is only worth a short wait. */
const IDLE = 10_000;

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
const ECR_HOST =
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|on\.aws)$/;

/** Returns whether an image is in ECR, where the action's identity may be allowed to read it. */
export const isInEcr = (image: string): boolean => ECR_HOST.test(parseImageName(image).host);

/** Reads the configurations of images in ECR, with the action's identity. */
export class ImageReader {
  readonly #session: AwsSession;
  readonly #job: Pick<Job, "mask">;
  readonly #http = new HttpClient("eks-pipeline", [], { socketTimeout: IDLE, keepAlive: true });
  readonly #logins = new Map<string, Promise<{ url: string; authorization: string }>>();

  constructor(session: AwsSession, job: Pick<Job, "mask">) {
    this.#session = session;
    this.#job = job;
  }

  close(): void {
    this.#http.dispose();
  }

  /**
   * Returns the configurations of an image, one for each of its platforms. Attestations, whose platform is unknown, are
   * not images.
   * @throws Error with the message of ECR or the registry
   */
  async read(image: string): Promise<ImageConfiguration[]> {
    const { host, repository } = parseImageName(image);
    const [, account = "", region = ""] = ECR_HOST.exec(host) ?? [];
    const { url, authorization } = await this.#logIn(region);
    // The password for one registry is valid for all registries that the caller may read.
    const base = `${url.replace(/\/\/\d{12}\./, `//${account}.`)}/v2/${repository}`;
    const get = <T>(path: string): Promise<T> => this.#get<T>(`${base}/${path}`, authorization);
    const reference = /@(.+)$/.exec(image)?.[1] ?? /:([^:/]+)$/.exec(image)?.[1] ?? "latest";
    const root = await get<ManifestJson>(`manifests/${reference}`);
    const children = root.manifests?.filter(({ platform }) => platform?.os !== "unknown");
    const manifests =
      children === undefined
        ? [root]
        : await Promise.all(children.map(({ digest }) => get<ManifestJson>(`manifests/${digest}`)));
    const configs = manifests.flatMap(({ config }) =>
      config === undefined ? [] : [config.digest],
    );
    const all = await Promise.all(configs.map((digest) => get<ConfigJson>(`blobs/${digest}`)));
    return all.map(configurationOf);
  }

  #logIn(region: string): Promise<{ url: string; authorization: string }> {
    const found = this.#logins.get(region) ?? this.#openRegistry(region);
    this.#logins.set(region, found);
    return found;
  }

  async #openRegistry(region: string): Promise<{ url: string; authorization: string }> {
    const ecr = new ECRClient({ ...this.#session.client, region, maxAttempts: 2 });
    const { authorizationData: [data] = [] } = await ecr.send(new GetAuthorizationTokenCommand({}));
    const { authorizationToken = "", proxyEndpoint = "" } = data ?? {};
    this.#job.mask(authorizationToken);
    this.#job.mask(
      Buffer.from(authorizationToken, "base64")
        .toString()
        .replace(/^[^:]*:/, ""),
    );
    return { url: new URL(proxyEndpoint).origin, authorization: `Basic ${authorizationToken}` };
  }

  /** Gets a document. ECR redirects to storage, whose address has its own signature: the client removes the login. */
  async #get<T>(url: string, authorization: string): Promise<T> {
    const answer = await this.#http.get(url, { authorization, accept: MANIFESTS });
    const { statusCode = 0 } = answer.message;
    const body = await answer.readBody();
    if (statusCode !== 200) throw new Error(`${new URL(url).pathname} answers ${statusCode}`);
    return JSON.parse(body) as T;
  }
}

function configurationOf({ os = "linux", architecture = "", variant, config }: ConfigJson) {
  const { User: user = "", ExposedPorts: exposed, Healthcheck: check } = config ?? {};
  const [how = "NONE", ...command] = check?.Test ?? [];
  return {
    platform: [os, architecture, ...(variant ? [variant] : [])].join("/"),
    architecture,
    user,
    ports: Object.keys(exposed ?? {}).map((port) => Number.parseInt(port, 10)),
    healthCheck: how === "NONE" ? "" : command.join(" "),
  };
}
