import { HttpClient } from "@actions/http-client";
import { STSClient } from "@aws-sdk/client-sts";
import { SignatureV4 } from "@smithy/signature-v4";
import type { CredentialProvider, Credentials } from "./credentials.ts";
import type { ProxyHandler } from "./proxy.ts";

/** The request fails after these milliseconds without a byte of an answer. */
const TIMEOUT = 30_000;

/** The credentials that sign a request, and the region and endpoint that it goes to. */
export interface SigningClient {
  region: string;
  requestHandler: ProxyHandler;
  /** Undefined = the SDK finds those of this process. */
  credentials?: CredentialProvider | Credentials;
}

/** One operation of a service that speaks AWS JSON. https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
interface JsonRequest {
  address: URL;
  /** Service name in signatures, such as secretsmanager. */
  service: string;
  /** Version and operation, such as secretsmanager.GetSecretValue. */
  target: string;
  version: "1.0" | "1.1";
  /** JSON text. */
  body: string;
}

/**
 * Sends one signed request, without retries. It serves services of which only one operation is needed: the SDK's client
 * would be the largest part of a bundle.
 * @throws the error of Node if there is no connection, the error of the SDK if there are no credentials
 */
export async function sendJsonRequest(
  request: JsonRequest,
  client: SigningClient,
): Promise<{ status: number; text: string }> {
  const { address, body } = request;
  const http = new HttpClient("eks-pipeline", [], { socketTimeout: TIMEOUT });
  const response = await http.post(address.href, body, await sign(request, client));
  return { status: response.message.statusCode ?? 0, text: await response.readBody() };
}

async function sign(
  { address, service, target, version, body }: JsonRequest,
  client: SigningClient,
): Promise<Record<string, string>> {
  // The STS client finds credentials in the same way as every other client.
  const { credentials, sha256 } = new STSClient(client).config;
  const signer = new SignatureV4({ service, region: client.region, credentials, sha256 });
  const { headers } = await signer.sign({
    method: "POST",
    protocol: address.protocol,
    hostname: address.hostname,
    path: address.pathname,
    query: {},
    body,
    headers: {
      host: address.host,
      "content-type": `application/x-amz-json-${version}`,
      "x-amz-target": target,
    },
  });
  return headers;
}
