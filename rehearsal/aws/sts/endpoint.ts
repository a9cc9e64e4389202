import { randomUUID } from "node:crypto";
import type { Exchange, Reply } from "../../base/http.ts";
import { authenticate } from "../authentication.ts";
import { AwsError } from "../errors.ts";
import { xmlDocument, type XmlValue } from "../xml.ts";
import {
  assumeRole,
  assumeRoleWithWebIdentity,
  getCallerIdentity,
  type StsContext,
} from "./operations.ts";

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

/** The form of a query-protocol request: of the body, or of a GET's query. */
export async function formOf(exchange: Exchange): Promise<URLSearchParams> {
  return exchange.method === "GET"
    ? exchange.url.searchParams
    : new URLSearchParams((await exchange.body()).toString("utf8"));
}

export async function serveSts(exchange: Exchange, context: StsContext): Promise<Reply> {
  const form = await formOf(exchange);
  const action = form.get("Action") ?? "";
  const result = await perform(action, form, exchange, context);
  const body = { [`${action}Result`]: result, ResponseMetadata: { RequestId: randomUUID() } };
  return xmlReply(200, xmlDocument(`${action}Response`, NAMESPACE, body));
}

async function perform(
  action: string,
  form: URLSearchParams,
  exchange: Exchange,
  context: StsContext,
): Promise<XmlValue> {
  if (action === "AssumeRoleWithWebIdentity") return assumeRoleWithWebIdentity(form, context);
  const { principal } = await authenticate(exchange, "sts", context.keys);
  if (action === "GetCallerIdentity") return getCallerIdentity(principal);
  if (action === "AssumeRole") return assumeRole(form, principal, context);
  const version = form.get("Version") ?? "";
  throw new AwsError(
    "InvalidAction",
    400,
    `Could not find operation ${action} for version ${version}`,
  );
}

/** A refusal in the form of the query protocol. */
export function stsFailure({ code, message, status }: AwsError): Reply {
  const error = { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message };
  const body = { Error: error, RequestId: randomUUID() };
  return xmlReply(status, xmlDocument("ErrorResponse", NAMESPACE, body));
}

function xmlReply(status: number, body: string): Reply {
  return { status, headers: { "content-type": "text/xml" }, body };
}
