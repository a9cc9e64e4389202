import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { findIn } from "../../../../rehearsal/world/pulls.ts";
import { ACCOUNT, REGION, startCloud, type Cloud } from "../aws/world.ts";

let cloud: Cloud;
let digest: string;
const OTHER = "222222222222";
const hostOf = (account: string, region = REGION) => `${account}.dkr.ecr.${region}.amazonaws.com`;

beforeAll(async () => {
  cloud = await startCloud();
  cloud.aws.ecr.createRepository({ name: "shop/web" });
  const { images } = cloud.registry;
  const text = JSON.stringify({
    architecture: "arm64",
    config: { User: "101", ExposedPorts: { "8080/tcp": {} } },
  });
  const config = await images.putBlob("shop/web", Buffer.from(text));
  const contentType = "application/vnd.oci.image.manifest.v1+json";
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: contentType,
      config: { digest: config },
      layers: [],
    }),
  );
  ({ digest } = await images.put("shop/web", "latest", { bytes, contentType }));
});
afterAll(() => cloud.close());

describe("the nodes of an account find", () => {
  const found = (image: string, architecture = "arm64", elsewhere?: "not-found") =>
    findIn(cloud.aws, ACCOUNT, elsewhere)(image, architecture);

  test.each([":latest", "", "@DIGEST"])(
    "the facts of an image with the reference %j",
    async (reference) => {
      const image = `${hostOf(ACCOUNT)}/shop/web${reference.replace("DIGEST", digest)}`;
      expect(await found(image)).toMatchObject({ user: "101", ports: [8080], base: "", digest });
      expect(await found(image, "amd64")).toBe("wrong-platform");
    },
  );

  test.each([
    `${hostOf(ACCOUNT)}/shop/web:v1`,
    `${hostOf(ACCOUNT)}/shop/api:latest`,
    `${hostOf(ACCOUNT, "us-east-1")}/shop/web:latest`,
    `${hostOf(OTHER)}/shop/web:latest`,
  ])("no image: %s", async (image) => {
    expect(await found(image)).toBe("not-found");
  });

  test("for other registries, what the rehearsal sets for them", async () => {
    expect(await found("nginx:1.29")).toBeUndefined();
    expect(await found("nginx:1.29", "amd64", "not-found")).toBe("not-found");
  });
});
