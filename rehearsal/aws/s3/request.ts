import type { Exchange, Reply } from "../../base/http.ts";
import type { Principal } from "../keys.ts";
import { xmlDocument, type XmlValue } from "../xml.ts";
import type { Buckets } from "./buckets.ts";

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/** A verified request to S3, path style. */
export interface S3Request {
  exchange: Exchange;
  principal: Principal;
  buckets: Buckets;
  /** The region that the request is signed for. */
  region: string;
  bucket: string;
  /** Decoded; "" for the bucket itself. */
  key: string;
  query: URLSearchParams;
  body: Buffer;
}

/** Splits a path-style path into bucket and key, both decoded. */
export function bucketAndKey(pathname: string): { bucket: string; key: string } {
  const [bucket = "", ...key] = pathname.slice(1).split("/");
  return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key.join("/")) };
}

/** Returns the ARN by which policies name the object or bucket of a request. */
export function resourceOf({ bucket, key }: S3Request): string {
  return `arn:aws:s3:::${bucket}${key === "" ? "" : `/${key}`}`;
}

export function xmlReply(root: string, value: XmlValue): Reply {
  const headers = { "content-type": "application/xml" };
  return { status: 200, headers, body: xmlDocument(root, NAMESPACE, value) };
}
