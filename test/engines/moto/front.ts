import {
  createServer,
  request as send,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { BucketPolicies } from "./bucket-policies.ts";
import { answerEks } from "./eks/routes.ts";
import { EksError, type Ec2, type Json, type World } from "./eks/world.ts";

export interface Front {
  /** http://127.0.0.1:PORT */
  url: string;
  close(): Promise<void>;
}

export interface FrontOptions {
  /** Address of moto. */
  moto: string;
  world: World;
  /** `proxyEndpoint` in ECR's answer to GetAuthorizationToken. moto's own answer names AWS. */
  registryEndpoint?: string;
}

/** Serves EKS from the world, and forwards all other requests to moto unchanged. */
export async function startFront(options: FrontOptions): Promise<Front> {
  const policies = new BucketPolicies();
  const server = createServer((request, response) => {
    serve(options, policies, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(502);
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

async function serve(
  options: FrontOptions,
  policies: BucketPolicies,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A bucket may also be called "clusters". The signature says which service is meant.
  const scope = /Credential=[^/]+\/\d+\/([\w-]+)\/([\w-]+)\//.exec(
    request.headers.authorization ?? "",
  );
  if (scope?.[2] === "eks") return serveEks(options, scope[1] ?? "", request, response);
  if (scope?.[2] === "ec2") return forward(options.moto, request, response, withoutTemplateTags);
  const [bucket = "", query] = (request.url ?? "").split("?");
  if (scope?.[2] === "s3" && new URLSearchParams(query).has("policy")) {
    const { method } = request;
    if (method === "PUT") return putPolicy(options.moto, policies, request, response);
    if (method === "GET")
      return forward(options.moto, request, response, (body) => policies.whole(bucket, body));
  }
  const target = String(request.headers["x-amz-target"] ?? "");
  const endpoint = options.registryEndpoint;
  if (endpoint !== undefined && target.endsWith(".GetAuthorizationToken")) {
    return forward(options.moto, request, response, (body) => withEndpoint(body, endpoint));
  }
  return forward(options.moto, request, response);
}

/** Sends moto another body than the client's, with its new length and without the checksum of the old body. */
async function putPolicy(
  moto: string,
  policies: BucketPolicies,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? "";
  const sent = (await buffer(request)).toString("utf8");
  const answer = await fetch(new URL(url, moto), {
    method: "PUT",
    headers: { authorization: request.headers.authorization ?? "" },
    body: policies.put(url.split("?")[0] ?? "", sent),
  });
  response.writeHead(answer.status, {
    "content-type": answer.headers.get("content-type") ?? "application/xml",
  });
  response.end(await answer.text());
}

async function serveEks(
  options: FrontOptions,
  region: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://eks");
  // An ARN in a path is one part with encoded slashes, so split before decoding.
  const path = url.pathname.slice(1).split("/").map(decodeURIComponent);
  const raw = (await buffer(request)).toString("utf8");
  const ec2 = ec2Of(options.moto, request.headers.authorization ?? "");
  const write = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };
  try {
    options.world.region = region;
    const body = (raw === "" ? {} : JSON.parse(raw)) as Json;
    const method = request.method ?? "GET";
    const answer = await answerEks(options.world, { method, path, body, ec2 });
    if (answer === undefined) {
      const message = `${method} ${url.pathname} is not implemented in front of moto`;
      write(501, { message }, { "x-amzn-errortype": "NotImplementedException" });
    } else write(200, answer);
  } catch (error) {
    if (!(error instanceof EksError)) throw error;
    write(error.status, { message: error.message }, { "x-amzn-errortype": error.type });
  }
}

/** Streams both ways. With `amend`, it reads the complete answer, changes it and sends it. */
function forward(
  moto: string,
  request: IncomingMessage,
  response: ServerResponse,
  amend?: (body: string) => string,
): Promise<void> {
  const { method, headers, url } = request;
  return new Promise((resolve, reject) => {
    const sent = send(new URL(url ?? "/", moto), { method, headers }, (answer) => {
      if (amend === undefined) {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response).on("finish", resolve).on("error", reject);
      } else rewrite(answer, response, amend).then(resolve, reject);
    });
    sent.on("error", reject);
    request.pipe(sent);
  });
}

async function rewrite(
  answer: IncomingMessage,
  response: ServerResponse,
  amend: (body: string) => string,
): Promise<void> {
  const body = Buffer.from(amend((await buffer(answer)).toString("utf8")));
  const headers = { ...answer.headers, "content-length": body.length };
  delete headers["transfer-encoding"];
  response.writeHead(answer.statusCode ?? 502, headers);
  response.end(body);
}

/**
 * moto 5.2.3 (CreateLaunchTemplate) adds a launch template's own tags to the tags that its versions give to
 * instances. AWS does not do this. So every plan would remove these tags again.
 */
function withoutTemplateTags(xml: string): string {
  if (!xml.includes("<DescribeLaunchTemplateVersionsResponse")) return xml;
  const item =
    /<item>\s*<resourceType>launch-template<\/resourceType>\s*<tagSet>.*?<\/tagSet>\s*<\/item>/gs;
  return xml.replace(item, "");
}

function withEndpoint(body: string, proxyEndpoint: string): string {
  const answer = JSON.parse(body) as { authorizationData?: Json[] };
  for (const one of answer.authorizationData ?? []) one.proxyEndpoint = proxyEndpoint;
  return JSON.stringify(answer);
}

/** Returns moto's EC2 for the caller's account and region. */
function ec2Of(moto: string, authorization: string): Ec2 {
  const describe = async (parameters: Record<string, string>): Promise<string> => {
    const response = await fetch(moto, {
      method: "POST",
      headers: {
        // moto reads the account and the region from this header and does not check the signature.
        authorization: authorization.replace("/eks/aws4_request", "/ec2/aws4_request"),
        "content-type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams({ Version: "2016-11-15", ...parameters }).toString(),
    });
    return response.text();
  };
  const first = (xml: string, tag: string): string =>
    new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(xml)?.[1] ?? "";
  return {
    vpcOf: async (subnet) =>
      first(await describe({ Action: "DescribeSubnets", "SubnetId.1": subnet }), "vpcId"),
    launchTemplateName: async (id) =>
      first(
        await describe({ Action: "DescribeLaunchTemplates", "LaunchTemplateId.1": id }),
        "launchTemplateName",
      ),
  };
}
