import { describe, expect, test } from "@jest/globals";
import { pullFault } from "../../../../../actions/kube-deploy/src/diagnosis/pull-error.ts";
import { IMAGE } from "./pods.ts";

describe("the kubelet's message about a failed pull", () => {
  const faults = [
    ["pull access denied, repository does not exist or may require authorization", "denied"],
    ["no basic auth credentials", "denied"],
    ["401 Unauthorized", "denied"],
    ["received unexpected HTTP status: 503 Service Unavailable", "transient"],
    ["lookup registry.example: no such host", "transient"],
    ["unexpected EOF", "transient"],
    ["anything else", "transient"],
    [
      "unexpected status from HEAD request to https://h/v2/x/manifests/1: 400 Bad Request",
      "bad-request",
    ],
    ["failed to copy: write /var/lib/x/data: disk quota exceeded", "disk-full"],
    ["name unknown: The repository with name 'x' does not exist", "not-found"],
  ] as const;
  test.each(faults)("F3, F4: %s", (text, fault) => {
    expect(pullFault(text, IMAGE)).toBe(fault);
  });

  const answers = [
    [
      `rpc error: code = NotFound desc = failed to pull and unpack image "${IMAGE}": failed to resolve reference "${IMAGE}": ${IMAGE}: not found`,
      "not-found",
    ],
    [
      `failed to resolve reference "${IMAGE}": unexpected status from HEAD request to https://host.example/v2/unauthorized/manifests/429: 403 Forbidden`,
      "denied",
    ],
    [
      'failed to do request: Head "https://forbidden.example/v2/": dial tcp: lookup forbidden.example on 10.0.0.2:53: no such host',
      "transient",
    ],
    [
      "User: arn:aws:sts::1:assumed-role/node/i is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:x",
      "denied",
    ],
    [
      'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"',
      "runtime-down",
    ],
    ["rpc error: code = Unavailable desc = error reading from server: EOF", "runtime-down"],
    [
      `rpc error: code = Unknown desc = failed to pull and unpack image "${IMAGE}": failed to prepare extraction snapshot "extract-1 sha256:7": failed to create temp dir: stat /var/lib/containerd: no such file or directory`,
      "unpack",
    ],
    [`no match for platform in manifest: not found`, "platform"],
    [
      `choosing an image from manifest list docker://${IMAGE}: no image found in image index for architecture arm64, variant "v8", OS linux`,
      "platform",
    ],
    [
      'failed commit on ref "layer-sha256:7": failed size validation: 120 != 450: failed precondition',
      "unpack",
    ],
    ["no matching manifest for linux/arm64 in the manifest list entries", "platform"],
    [
      `failed to pull and unpack image "${IMAGE}": unexpected media type text/html for sha256:7: not found`,
      "unpack",
    ],
    [
      `failed to pull and unpack image "${IMAGE}": failed to unpack image on snapshotter overlayfs: failed to prepare extraction snapshot "extract-7 sha256:7": parent snapshot sha256:7 does not exist: not found`,
      "unpack",
    ],
    [
      `failed to pull and unpack image "${IMAGE}": failed to prepare extraction snapshot "extract-7 sha256:7": failed to stat parent: stat /var/lib/containerd/snapshots/7/fs: no such file or directory`,
      "unpack",
    ],
    [
      'failed commit on ref "layer-sha256:7": unexpected commit size 120, expected 450: failed precondition',
      "unpack",
    ],
    [
      "reading manifest 1 in harbor.example/shop/web: unauthorized to access repository: shop/web, action: pull",
      "denied",
    ],
    [`failed to resolve reference "${IMAGE}": authentication required`, "denied"],
    [
      "unable to pull image or OCI artifact: pull image err: initializing source docker://x: reading manifest 1 in x: manifest unknown; artifact err: get manifest: x",
      "not-found",
    ],
    ["unexpected status code 502 of a proxy whose page says: denied access is logged", "transient"],
    [
      "failed to copy: httpReadSeeker: failed open: unexpected status code: 429 Too Many Requests",
      "rate-limited",
    ],
    ["the volume registry-not found-here is slow: context deadline exceeded", "transient"],
  ] as const;
  test.each(answers)("F3, F4: the cause in the error chain decides: %s", (text, fault) => {
    expect(pullFault(text, IMAGE)).toBe(fault);
  });

  test("an image named denied-503 is not a refusal", () => {
    const image = "registry.example/denied-503:429";
    expect(pullFault(`${image}: not found`, image)).toBe("not-found");
  });
});
