import { expect, test } from "@jest/globals";
import { checkImageContract } from "../../../../../actions/kube-deploy/src/image-contract/check.ts";
import type { ImageConfiguration } from "../../../../../actions/kube-deploy/src/image-contract/compare.ts";
import type { AwsSession } from "../../../../../actions/lib/aws/session.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";
import type { Plan } from "../../../../../actions/lib/terraform/plan-json.ts";
import { WEB_DEPLOYMENT, deploymentValues } from "../../../../support/kubernetes/planned.ts";

const IN_ECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web@sha256:abc";
const planOf = (image: string): Plan => ({
  format_version: "1.2",
  resource_changes: [
    {
      ...WEB_DEPLOYMENT,
      change: {
        actions: ["create"],
        after: deploymentValues({
          security_context: [{ run_as_non_root: true }],
          container: [
            { name: "web", image, readiness_probe: [{ tcp_socket: [{ port: "8080" }] }] },
          ],
        }),
      },
    },
  ],
});
const configuration = (change: Partial<ImageConfiguration> = {}): ImageConfiguration => ({
  platform: "linux/amd64",
  architecture: "amd64",
  user: "10001",
  ports: [8080],
  healthCheck: "",
  ...change,
});

/**
 * Runs the check with an image of this configuration, or with a registry that fails with this error.
 * @param more architectures of the nodes on a second page
 */
async function check(
  says: ImageConfiguration | Error,
  {
    image = IN_ECR,
    nodes = "amd64",
    more = [],
  }: { image?: string; nodes?: string | Error; more?: string[] } = {},
) {
  const [warnings, read]: [string[], string[]] = [[], []];
  let closed = 0;
  const job = {
    cancelled: new AbortController().signal,
    log: { warning: (text: string) => void warnings.push(text) },
    mask: () => undefined,
  } as unknown as Job;
  const page = (architectures: string[], next = "") => ({
    items: architectures.map((architecture) => ({ status: { nodeInfo: { architecture } } })),
    metadata: { continue: next },
  });
  const json = (path: string) => {
    if (nodes instanceof Error) return Promise.reject(nodes);
    return Promise.resolve(
      path.includes("continue=second")
        ? page(more)
        : page([nodes], more.length > 0 ? "second" : undefined),
    );
  };
  const context = { client: { json: json as never }, target: { session: {} as AwsSession }, job };
  const result = checkImageContract(planOf(image), context, () => ({
    read: (one) => {
      read.push(one);
      return says instanceof Error ? Promise.reject(says) : Promise.resolve([says]);
    },
    close: () => void (closed += 1),
  }));
  const outcome = await result.catch((error: unknown) => error);
  return { outcome, warnings, read, closed };
}

test("an image that fits gives no warning", async () => {
  expect(await check(configuration())).toStrictEqual({
    outcome: [],
    warnings: [],
    read: [IN_ECR],
    closed: 1,
  });
});

test("an image with which no pod could start is refused, and the registry is closed", async () => {
  const { outcome, closed } = await check(configuration({ user: "" }));
  expect(outcome).toMatchObject({
    reason: "image-contract",
    message:
      "Deployment shop/web, container web: the workload says runAsNonRoot, but the image shop/web runs as root (it has no USER). Nothing in the Kubernetes workspace was changed",
    fix: expect.stringContaining("USER 10001"),
  });
  expect(closed).toBe(1);
});

test("a port that the image does not declare is a warning", async () => {
  const { outcome, warnings } = await check(configuration({ ports: [3000] }));
  const message =
    "Deployment shop/web, container web: the readiness probe asks port 8080, but the image declares only 3000 (EXPOSE)";
  expect(outcome).toStrictEqual([{ workload: "Deployment shop/web", container: "web", message }]);
  expect(warnings).toStrictEqual([`image-contract: ${message}`]);
});

test("a registry that cannot be read is a warning, never a refusal", async () => {
  const { outcome, warnings } = await check(new Error("/v2/shop/web answers 403"));
  expect(outcome).toStrictEqual([]);
  expect(warnings).toStrictEqual([
    `image-contract: ${IN_ECR} cannot be read, so it is not compared with its workload: /v2/shop/web answers 403. The role needs ecr:GetAuthorizationToken, ecr:BatchGetImage and ecr:GetDownloadUrlForLayer`,
  ]);
});

test("if nodes may not be listed, no architecture is refused", async () => {
  const arm = configuration({ platform: "linux/arm64", architecture: "arm64" });
  expect((await check(arm, { nodes: new Error("forbidden") })).outcome).toStrictEqual([]);
  expect((await check(arm)).outcome).toMatchObject({ reason: "image-contract" });
});

test("nodes on every page count", async () => {
  const arm = configuration({ platform: "linux/arm64", architecture: "arm64" });
  expect((await check(arm, { more: ["arm64"] })).outcome).toStrictEqual([]);
});

test("an image outside ECR is not read", async () => {
  expect((await check(new Error("never"), { image: "ghcr.io/shop/web:1" })).read).toStrictEqual([]);
});
