import { expect, test } from "@jest/globals";
import { isSigned, readAuthorization } from "../../../../rehearsal/aws/signature.ts";

// AWS's published examples: an independent check that shares no code with the signer.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
const KEY = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  principal: { accountId: "111122223333", arn: "", userId: "" },
};
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

interface Example {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  body: string;
  signature: string;
}

const EXAMPLES: Record<string, Example> = {
  "GET of an object": {
    method: "GET",
    path: "/test.txt",
    query: "",
    body: "",
    headers: { range: "bytes=0-9", "x-amz-content-sha256": EMPTY },
    signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  },
  "GET of the lifecycle": {
    method: "GET",
    path: "/",
    query: "lifecycle",
    body: "",
    headers: { "x-amz-content-sha256": EMPTY },
    signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
  },
  "a listing": {
    method: "GET",
    path: "/",
    query: "max-keys=2&prefix=J",
    body: "",
    headers: { "x-amz-content-sha256": EMPTY },
    signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
  },
};

function requestOf({ method, path, query, headers, body, signature }: Example) {
  const all: Record<string, string> = {
    host: "examplebucket.s3.amazonaws.com",
    "x-amz-date": "20130524T000000Z",
    ...headers,
  };
  const credential = `${KEY.accessKeyId}/20130524/us-east-1/s3/aws4_request`;
  const signedHeaders = Object.keys(all).sort().join(";");
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${signedHeaders},Signature=${signature}`;
  return {
    method,
    path,
    query: new URLSearchParams(query),
    body: Buffer.from(body),
    header: (name: string) => ({ ...all, authorization })[name] ?? "",
  };
}

async function verified(example: Example, key = KEY): Promise<boolean> {
  const request = requestOf(example);
  const signature = readAuthorization(request);
  if (signature === undefined) throw new Error("there is no signature");
  return isSigned(request, signature, key);
}

test.each(Object.entries(EXAMPLES))(
  "must not be lost: signature verification: accepts the published example %s",
  async (_, example) => {
    expect(await verified(example)).toBe(true);
    expect(await verified(example, { ...KEY, secretAccessKey: "wrong" })).toBe(false);
  },
);

const example = EXAMPLES["GET of an object"]!;
test.each<[string, Partial<Example>]>([
  ["method", { method: "PUT" }],
  ["path", { path: "/test2.txt" }],
  ["query", { query: "versionId=1" }],
  ["header", { headers: { ...example.headers, range: "bytes=0-10" } }],
  ["signature", { signature: "0".repeat(64) }],
  ["length of the signature", { signature: "0" }],
])("refuses another %s than the signed one", async (_, change) => {
  expect(await verified({ ...example, ...change })).toBe(false);
});

test.each(["", "Basic QVdTOng=", "AWS4-HMAC-SHA256 Credential=AKIA, SignedHeaders=host"])(
  "refuses %j, which is no signature",
  (authorization) => {
    const request = { ...requestOf(example), header: () => authorization };
    expect(readAuthorization(request)).toBeUndefined();
  },
);
