import { expect, test } from "@jest/globals";
import { RegistryError } from "../../../../../actions/build-push-ecr/src/registry/failure.ts";

test.each([
  ["does not answer: self-signed certificate in certificate chain", /NODE_EXTRA_CA_CERTS/],
  ["does not answer: getaddrinfo ENOTFOUND 1.dkr.ecr.eu-west-1.amazonaws.com", /HTTPS_PROXY/],
  [
    "does not answer: tunneling socket could not be established, statusCode=407",
    /asks for a login/,
  ],
  ["broke off its answer: read ECONNRESET", /^run the job again; .* network and DNS/],
])("a registry that %s: the fix is about the network, not about permissions", (summary, fix) => {
  const where = { side: "only", path: "fleet/web/manifests/v1", operation: "pull" } as const;
  const error = new RegistryError({ origin: "registry", ...where, summary });
  expect(error).toMatchObject({
    reason: "registry-unavailable",
    message: expect.stringContaining(summary),
    fix: expect.stringMatching(fix),
    isTransient: true,
  });
  expect(error.fix).not.toContain("policy");
});

const refused = (status: number, summary: string, host?: string) =>
  new RegistryError({
    origin: "registry",
    operation: "pull",
    side: "source",
    path: "fleet/web/manifests/v1",
    status,
    summary: `answered ${status}: ${summary}`,
    host,
  });

test.each([
  ["111122223333.dkr.ecr.eu-west-1.amazonaws.com", "aws"],
  ["111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn", "aws-cn"],
  ["111122223333.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "aws-us-gov"],
  ["111122223333.dkr-ecr.eusc-de-east-1.on.amazonwebservices.eu", "aws-eusc"],
  ["127.0.0.1:5000", "aws"],
])(
  "a pull that %s refuses without a message: the policy statement has the partition %s",
  (host, partition) => {
    const { reason, fix } = refused(403, "", host);
    expect(reason).toBe("source-access-denied");
    expect(fix).toContain(`arn:${partition}:ecr:*:*:repository/fleet/web`);
  },
);

test.each<[number, string, string, RegExp]>([
  [
    404,
    "ImageArchivedException: the image is archived",
    "source-image-missing",
    /^ECR has archived/,
  ],
  [400, "ImageArchivedException", "source-image-missing", /update-image-storage-class/],
  [407, "", "registry-unavailable", /asks for a login \(407\)/],
  [413, "<html>too large</html>", "registry-unavailable", /does not accept a body of this size/],
])("%i %s: the reason is %s", (status, summary, reason, fix) => {
  expect(refused(status, summary)).toMatchObject({ reason, fix: expect.stringMatching(fix) });
});

test("a repository may be called like what a registry refuses", () => {
  const denied =
    "User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:1:repository/archived/pier";
  expect(refused(403, denied).reason).toBe("source-access-denied");
  const push = { origin: "registry", operation: "push", side: "only", status: 403 } as const;
  const path = "immutable/pier/manifests/v1";
  const summary = "answered 403: denied: requested access to immutable/pier is denied";
  expect(new RegistryError({ ...push, path, summary }).reason).toBe("registry-unavailable");
});
