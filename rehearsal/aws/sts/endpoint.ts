import { randomUUID } from "node:crypto";
import type { Exchange, Reply } from "../../base/http.ts";
import { authenticate } from "../authentication.ts";
import { notServed, type AwsError } from "../errors.ts";
import { xmlDocument, type XmlValue } from "../xml.ts";
import { assumeRoleWithWebIdentity, getCallerIdentity, type StsContext } from "./operations.ts";

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

/** Returns the call's name from the form in the body. */
export async function stsOperationOf(exchange: Exchange): Promise<string> {
  return (await formOf(exchange)).get("Action") ?? "";
}

async function formOf(exchange: Exchange): Promise<URLSearchParams> {
  return new URLSearchParams((await exchange.body()).toString("utf8"));
}

export async function serveSts(exchange: Exchange, context: StsContext): Promise<Reply> {
  const action = await stsOperationOf(exchange);
  const result = await perform(action, exchange, context);
  const body = { [`${action}Result`]: result, ResponseMetadata: { RequestId: randomUUID() } };
  return xmlReply(200, xmlDocument(`${action}Response`, NAMESPACE, body));
}

async function perform(action: string, exchange: Exchange, context: StsContext): Promise<XmlValue> {
  // The only call that needs no key: a job gets its key from this call.
  if (action === "AssumeRoleWithWebIdentity")
    return assumeRoleWithWebIdentity(await formOf(exchange), context);
  const { principal } = await authenticate(exchange, "sts", context.keys);
  if (action === "GetCallerIdentity") return getCallerIdentity(principal);
  throw notServed(`sts:${action}`);
}

/** Renders a refusal in the query protocol. */
export function stsFailure({ code, message, status }: AwsError): Reply {
  const error = { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message };
  const body = { Error: error, RequestId: randomUUID() };
  return xmlReply(status, xmlDocument("ErrorResponse", NAMESPACE, body));
}

function xmlReply(status: number, body: string): Reply {
  return { status, headers: { "content-type": "text/xml" }, body };
}
