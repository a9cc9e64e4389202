import { describe, expect, it, test } from "@jest/globals";
import { decodeChunked } from "../../../../rehearsal/aws/chunked.ts";
import { verifyChecksums } from "../../../../rehearsal/aws/checksums.ts";
import { signingKey, type Signature } from "../../../../rehearsal/aws/sigv4.ts";
import { child, parseXml, xmlDocument } from "../../../../rehearsal/aws/xml.ts";

// The published example: 65 KiB of "a" in chunks of 64 KiB.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
const signature: Signature = {
  ...{ accessKeyId: "AKIAIOSFODNN7EXAMPLE", region: "us-east-1", service: "s3" },
  scope: "20130524/us-east-1/s3/aws4_request",
  date: "20130524T000000Z",
  signature: "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
  ...{ signedHeaders: [], sessionToken: "", expires: undefined },
};
const key = signingKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", signature.scope);
const chunks: [number, string][] = [
  [65536, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648"],
  [1024, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497"],
  [0, "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"],
];
const published = chunks
  .map(([size, sum]) => `${size.toString(16)};chunk-signature=${sum}\r\n${"a".repeat(size)}\r\n`)
  .join("");

describe("must not be lost: signature verification of aws-chunked bodies", () => {
  const decode = (text: string, signed = true) =>
    decodeChunked(Buffer.from(text), { signature, key, signed });

  it("verifies the published example", () => {
    expect(decode(published).body.toString()).toBe("a".repeat(66560));
  });

  test.each([
    ["a changed byte", published.replace("aaaa", "aaab"), /signature of a chunk/],
    ["half a chunk", published.slice(0, 60000), /not whole/],
    ["a missing last chunk", published.slice(0, published.lastIndexOf("0;chunk")), /not whole/],
    ["no size", "zz\r\n", /not whole/],
  ])("refuses %s", (_, text, words) => {
    expect(() => decode(text)).toThrow(words);
  });

  it("reads trailers of an unsigned body", () => {
    const { body, trailers } = decode(
      "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n",
      false,
    );
    expect(body.toString()).toBe("hello");
    expect(trailers).toStrictEqual({ "x-amz-checksum-crc32": "NhCmhg==" });
    expect(verifyChecksums(body, trailers)).toStrictEqual({ crc32: "NhCmhg==" });
  });
});

// Check values of the catalogue of CRCs over "123456789". https://reveng.sourceforge.io/crc-catalogue/all.htm
test.each([
  ["crc32", "cbf43926"],
  ["crc32c", "e3069283"],
])("%s", (name, hex) => {
  const value = Buffer.from(hex, "hex").toString("base64");
  const stated = { [`x-amz-checksum-${name}`]: value };
  expect(verifyChecksums(Buffer.from("123456789"), stated)).toStrictEqual({ [name]: value });
});

describe("XML", () => {
  it("survives a round trip", () => {
    const text = "a<b>&\"'\n\r ü";
    const root = parseXml(xmlDocument("Root", "urn:x", { Text: text, List: [{ N: 1 }, { N: 2 }] }));
    expect(child(root, "Text")?.text).toBe(text);
    expect(root.children.filter(({ name }) => name === "List")).toHaveLength(2);
  });

  test.each(["", "text", "<a>", "<a></b>", "</a>"])("refuses %j", (text) => {
    expect(() => parseXml(text)).toThrow(SyntaxError);
  });
});
