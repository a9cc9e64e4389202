import { describe, expect, test } from "@jest/globals";
import { PodHistory } from "../../../../../actions/kube-deploy/src/diagnosis/history.ts";
import { diagnosePull } from "../../../../../actions/kube-deploy/src/diagnosis/image.ts";
import { GRACE_PERIODS } from "../../../../../actions/kube-deploy/src/diagnosis/diagnosis.ts";
import { IMAGE, START, diagnose, event, pod, testDiagnoses, waiting } from "./pods.ts";
import type { Row } from "./pods.ts";

const notFound = `failed to pull and unpack image "${IMAGE}": failed to resolve reference "${IMAGE}": ${IMAGE}: not found`;
const denied = `failed to pull "${IMAGE}": unexpected status from HEAD request: 403 Forbidden`;
const backOff = `Back-off pulling image "${IMAGE}"`;

const images: Row[] = [
  {
    name: "F2, K-E 36: not found",
    states: [waiting("ErrImagePull", notFound)],
    // Name and digest appear once. The kubelet's message has them three times.
    expected: [
      "image-not-found",
      "already",
      /^image fleet-dev\/frontend@sha256:0+ is not in its registry [\w.-]+: not found$/,
    ],
  },
  {
    name: "F2: back-off after not found",
    states: [waiting("ErrImagePull", notFound), waiting("ImagePullBackOff", backOff)],
    expected: ["image-not-found", "already", /not found/],
  },
  {
    name: "F2: only the event names the cause",
    states: [waiting("ImagePullBackOff", backOff)],
    events: [event("Failed", `Failed to pull image "${IMAGE}": manifest unknown`)],
    expected: ["image-not-found", "already", /manifest unknown/],
  },
  {
    name: "F2: an image without the platform of the node",
    states: [waiting("ErrImagePull", `${IMAGE}: no match for platform in manifest`)],
    expected: ["image-platform", "already", /platform/],
  },
  {
    name: "F3: denied once is given time",
    states: [waiting("ErrImagePull", denied)],
    expected: ["image-pull-denied", "pullDenied", /refuses/],
  },
  {
    name: "F3: denied twice",
    states: [
      waiting("ErrImagePull", denied),
      waiting("ImagePullBackOff", backOff),
      waiting("ErrImagePull", denied),
    ],
    expected: ["image-pull-denied", "already", /403/],
  },
  {
    name: "a full disk",
    states: [
      waiting(
        "ErrImagePull",
        `failed to pull and unpack image "${IMAGE}": failed to extract layer sha256:77: write /var/lib/x: no space left on device`,
      ),
    ],
    expected: ["node-disk-full", "never", /no space left on device/],
  },
  {
    name: "a registry whose certificate the node does not trust",
    states: [
      waiting(
        "ErrImagePull",
        `failed to resolve reference "${IMAGE}": failed to do request: Head "https://r.test/v2/x": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
      ),
    ],
    expected: ["registry-untrusted", "pullDenied", /does not trust the certificate/],
  },
  {
    name: "a registry that speaks plain HTTP",
    states: [
      waiting(
        "ErrImagePull",
        'failed to do request: Head "https://r.test:5000/v2/x": http: server gave HTTP response to HTTPS client',
      ),
    ],
    expected: ["registry-untrusted", "pullDenied", /speaks plain HTTP/],
  },
  {
    name: "a signature policy, from the reason of the state",
    states: [waiting("SignatureValidationFailed", "image could not be verified")],
    expected: ["image-signature", "pullDenied", /could not be verified/],
  },
  {
    name: "a signature policy, from the message",
    states: [
      waiting(
        "ErrImagePull",
        "Source image rejected: A signature was required, but no signature exists",
      ),
    ],
    expected: ["image-signature", "pullDenied", /signature was required/],
  },
  {
    name: "a layer that cannot be unpacked",
    states: [
      waiting(
        "ErrImagePull",
        `failed to pull and unpack image "${IMAGE}": failed to extract layer sha256:77: archive/tar: invalid tar header`,
      ),
    ],
    expected: ["image-unpack-failed", "never", /invalid tar header/],
  },
  {
    name: "a manifest format that the runtime no longer supports",
    states: [
      waiting(
        "ErrImagePull",
        'media type "application/vnd.docker.distribution.manifest.v1+prettyjws" is no longer supported since containerd v2.1, please rebuild the image',
      ),
    ],
    expected: ["image-unpack-failed", "never", /cannot unpack or read/],
  },
  {
    name: "the kubelet's own rate limit for pulls",
    states: [waiting("ErrImagePull", "pull QPS exceeded")],
    expected: ["image-pull-failed", "never", /kubelet limits its own pulls/],
  },
  {
    name: "an interrupted layer is never fatal, because it is pulled again",
    states: [
      waiting(
        "ErrImagePull",
        `failed to pull and unpack image "${IMAGE}": failed to extract layer sha256:77: unexpected EOF`,
      ),
    ],
    expected: ["image-pull-failed", "never", /unexpected EOF/],
  },
  {
    name: "F4: a registry that does not answer",
    states: [waiting("ErrImagePull", "dial tcp 10.0.0.1:443: i/o timeout")],
    expected: ["image-pull-failed", "never", /i\/o timeout/],
  },
  {
    name: "F4, K-E 71: a rate limit, without the name of the account",
    states: [waiting("ErrImagePull", "toomanyrequests: rate limit for user jane@example.com")],
    expected: ["image-pull-failed", "never", /^(?!.*jane).*limits the rate/],
  },
];

describe("an image that cannot be pulled", () => {
  testDiagnoses(images);

  test("if a layer is refused, the fix names the VPC endpoint for S3: layers come from a bucket of ECR, not from the repository", () => {
    const layer = "https://prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com/ab";
    const text = `failed to copy: httpReadSeeker: failed open: unexpected status code ${layer}: 403 Forbidden`;
    const [found] = diagnose([waiting("ErrImagePull", text)]);
    expect(found).toMatchObject({ reason: "image-pull-denied" });
    expect(found?.fix).toMatch(/VPC endpoint for S3/);
  });

  test("the fix for a missing image mentions archived images, for which ECR gives the same answer", () => {
    const [found] = diagnose([waiting("ErrImagePull", notFound)]);
    expect(found?.fix).toMatch(/an image that ECR has archived has to be restored first$/);
  });

  test.each([
    ["403 Forbidden", "image-pull-denied", /PullOnly.*; through a pull-through cache, also allow/],
    ["400 Bad Request", "image-pull-failed", /look for a proxy.*secret of the pull-through cache/],
    ["not found", "image-not-found", /; through a pull-through cache, also allow ecr:Batch/],
    ["denied: The authentication to the upstream registry failed.", "image-pull-denied", /library/],
  ])("the pull-through cache of ECR answers %s", (said, reason, fix) => {
    const image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/nginx:1";
    const pull = { podUid: "u", pod: "web", container: "app", image, state: "ErrImagePull" };
    const message = `failed to resolve reference "${image}": unexpected status from HEAD request to https://h/v2/docker-hub/nginx/manifests/1: ${said}`;
    const found = diagnosePull({ ...pull, message, events: [] }, new PodHistory(0), 0);
    expect(found.reason).toBe(reason);
    expect(found.fix).toMatch(fix);
  });

  test("an image of the public gallery never gets a fix about a pull-through cache", () => {
    const image = "public.ecr.aws/k8s/web:1";
    const pull = { podUid: "u", pod: "web", container: "app", image, state: "ErrImagePull" };
    const message = `failed to resolve reference "${image}": ${image}: not found`;
    const found = diagnosePull({ ...pull, message, events: [] }, new PodHistory(0), 0);
    expect(found.reason).toBe("image-not-found");
    expect(found.fix).not.toContain("pull-through cache");
  });
});

test("a missing pull secret is named, also in a pod with several containers", () => {
  const image = "registry.example.com/shop/web:2";
  const refused = waiting("ErrImagePull", "unexpected status from HEAD request: 401 Unauthorized", {
    image,
  });
  const seen = pod({ containers: [refused] });
  seen.spec.containers = [
    { name: "frontend", image },
    { name: "proxy", image },
  ];
  const said = event(
    "FailedToRetrieveImagePullSecret",
    "Unable to retrieve some image pull secrets (regcred, old); attempting to pull the image may not succeed.",
  );
  expect(diagnose([seen], [said])[0]).toMatchObject({
    reason: "image-pull-denied",
    // An operator may create the secret late.
    fatalAt: START + GRACE_PERIODS.configuration,
    fix: expect.stringMatching(
      /^create the Secrets? .*regcred, old.*kubernetes\.io\/dockerconfigjson/,
    ),
  });
  expect(diagnose([seen])[0]?.fix).toMatch(/^correct the name of the repository/);
  // Nodes pull from ECR with their role, not with a pull secret.
  const ofEcr = pod({ containers: [waiting("ErrImagePull", denied)] });
  expect(diagnose([ofEcr], [said])[0]).toMatchObject({
    fatalAt: START + GRACE_PERIODS.pullDenied,
    fix: expect.stringContaining("node role"),
  });
});
