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
])("a registry that %s: the way to it is meant, not a permission", (summary, fix) => {
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
