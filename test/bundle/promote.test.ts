// Tests the shipped build-push-ecr between two accounts of the rehearsal, each with its own registry.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Digest } from "../../actions/lib/image-reference.ts";
import type { LoggedRequest } from "../../rehearsal/base/http.ts";
import { imageOf, pushImage } from "../rehearsal/registry/image.ts";
import { startAccounts } from "../support/accounts.ts";
import type { Accounts, Account } from "../support/accounts.ts";
import { pushFleetImage } from "../support/promotions.ts";
import { rare } from "../support/rare.ts";
import { expectRequests, shapesOf } from "../support/rehearse.ts";
import { publishedBy } from "../support/published.ts";
import { runBundle } from "../support/run-bundle.ts";
import type { BundleResult } from "../support/run-bundle.ts";

const COMMIT = "c".repeat(40);
const TAG = `sha-${COMMIT}`;
const NAMES = ["frontend", "backend"];

let accounts: Accounts;
let staging: Account;
let production: Account;
let digests: Record<string, Digest>;

beforeAll(async () => {
  accounts = await startAccounts();
  ({ staging, production } = accounts);
  mkdirSync(path.join(accounts.directory, "workspace"));
});
afterAll(() => accounts.close());

/** Pushes the images of a release to staging, as a build does. Production is empty. */
beforeEach(async () => {
  for (const { aws, registry } of [staging, production]) {
    for (const { name } of aws.ecr.all()) aws.ecr.deleteRepository(name, { force: true });
    aws.faults.clear();
    registry.faults.clear();
  }
  digests = {};
  for (const name of NAMES) {
    const repository = `fleet-staging/${name}`;
    staging.aws.ecr.createRepository({ name: repository, imageTagMutability: "IMMUTABLE" });
    digests[name] = await pushFleetImage(clientOf(staging), repository, TAG, name);
    production.aws.ecr.createRepository({
      name: `fleet-production/${name}`,
      imageTagMutability: "IMMUTABLE",
    });
  }
});

/** Returns a client with a password of the account. */
const clientOf = ({ aws, registry }: Account) => {
  const password = Buffer.from(`AWS:${aws.ecr.issuePassword().password}`).toString("base64");
  return { url: registry.url, authorization: `Basic ${password}` };
};
const releaseOf = (names = NAMES) =>
  Object.fromEntries(
    names.map((name) => [
      name,
      { repository: `fleet-staging/${name}`, digest: digests[name], tag: TAG, built: true },
    ]),
  );

async function promote(
  inputs: Record<string, string> = {},
  images: unknown = releaseOf(),
  variables: Record<string, string> = {},
): Promise<BundleResult> {
  return runBundle("build-push-ecr", {
    inputs: {
      command: "promote",
      images: JSON.stringify(images),
      source: `{account: "${staging.id}", region: eu-west-1, repository-prefix: fleet-staging/}`,
      destination: `{account: "${production.id}", region: us-east-1, repository-prefix: fleet-production/}`,
      "source-role-arn": staging.role("fleet-plan"),
      "role-arn": production.role("fleet-deploy"),
      ...inputs,
    },
    // PATH has no docker and no other program.
    env: { ...(await accounts.job()), PATH: "", ...variables },
    workspace: path.join(accounts.directory, "workspace"),
    directory: accounts.directory,
  });
}

const tagsIn = (name: string) => production.registry.images.tags(`fleet-production/${name}`);
const sentTo = ({ registry }: Account) =>
  registry.requests.filter(({ method }) => method === "PUT" || method === "POST").length;

describe("to another account and region", () => {
  test("the same bytes under the same digests, with two roles and without docker (I-E 6, 56, 57)", async () => {
    const pushed = new Map(
      [staging, production].map(({ registry }) => [registry, registry.requests.length]),
    );
    const result = await promote();
    expect([result.exitCode, result.annotations]).toStrictEqual([0, []]);
    const images = JSON.parse(result.outputs["images"] ?? "{}") as Record<string, object>;
    expect(Object.keys(images)).toStrictEqual(NAMES);
    for (const name of NAMES) {
      expect(images[name]).toStrictEqual({
        repository: `fleet-production/${name}`,
        digest: digests[name],
        tag: TAG,
        platforms: ["linux/amd64", "linux/amd64"],
        built: false,
        size: expect.any(Number),
      });
      expect(tagsIn(name)[TAG]).toBe(digests[name]);
    }
    expect(result.outputs["built-count"]).toBe("0");
    const requests = (of: (account: Account) => readonly LoggedRequest[]) =>
      [staging, production].flatMap(of);
    const shapes = shapesOf({
      aws: requests(({ aws }) => aws.requests),
      registry: requests(({ registry }) => registry.requests.slice(pushed.get(registry))),
    });
    expectRequests("promote", shapes);
    expect(result.summary).toContain("Images promoted");
    expect(result.summary).toContain("Promoted by `octocat`");
  });

  rare(
    "a record next to the image says who promoted it when and in which run; its digest stays the same (I-E 75)",
    async () => {
      await promote();
      const { images } = production.registry;
      const records = images
        .manifests("fleet-production/backend")
        .filter(({ artifactType }) => artifactType?.includes("promotion"));
      expect(records.map(({ subject }) => subject)).toStrictEqual([digests["backend"]]);
      const manifest = JSON.parse((await images.read(records[0]!.digest)).toString()) as {
        layers: { digest: string }[];
      };
      const record = JSON.parse(
        (await images.read(manifest.layers[0]!.digest)).toString(),
      ) as object;
      expect(record).toMatchObject({
        schema: 1,
        image: { name: "backend", digest: digests["backend"] },
        source: { repository: "fleet-staging/backend", tag: TAG },
        destination: { repository: "fleet-production/backend", tags: [TAG] },
        by: "octocat",
        run: { repository: "example-org/fleet", id: 77, attempt: 1 },
      });
    },
  );

  rare("a second run sends nothing and succeeds (I-E 76)", async () => {
    const first = await promote();
    production.registry.requests.splice(0);
    const second = await promote();
    expect(second.exitCode).toBe(0);
    expect(second.outputs["images"]).toBe(first.outputs["images"]);
    expect(sentTo(production)).toBe(0);
  });

  test("must not be lost: no secret in any output of a promotion (I-E 12)", async () => {
    const result = await promote();
    const passwords = result.masks.filter((mask) => mask.length > 1000);
    expect(passwords.length).toBeGreaterThanOrEqual(2);
    const texts = publishedBy(result).join("\n");
    for (const password of passwords) expect(texts).not.toContain(password);
    expect(JSON.stringify(result.outputs) + result.summary).not.toContain(production.id);
  });

  rare("other tags, and a repository that the promotion creates", async () => {
    production.aws.ecr.deleteRepository("fleet-production/backend");
    const result = await promote({
      tags: "type=raw,value=v1\ntype=sha,format=short",
      "create-repository": "true",
    });
    expect(result.exitCode).toBe(0);
    expect(Object.keys(tagsIn("backend"))).toEqual(expect.arrayContaining(["v1", "sha-ccccccc"]));
    expect(production.aws.ecr.open("fleet-production/backend").imageTagMutability).toBe(
      "IMMUTABLE",
    );
  });
});

describe("by environment files", () => {
  const file = (name: string, { id }: Account, region: string) => `
region: ${region}
account: "${id}"
state: { bucket: fleet-state-${id} }
roles:
  plan: arn:aws:iam::${id}:role/fleet-plan
  deploy: arn:aws:iam::${id}:role/fleet-deploy
images: { prefix: fleet-${name}/ }
`;
  beforeAll(() => {
    const folder = path.join(accounts.directory, "workspace/environments");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "staging.yml"), file("staging", staging, "eu-west-1"));
    writeFileSync(path.join(folder, "production.yml"), file("production", production, "us-east-1"));
  });
  const files = {
    source: "environments/staging.yml",
    destination: "",
    "source-role-arn": "",
    "role-arn": "",
    commit: COMMIT,
    "environment-file": "environments/production.yml",
    role: "deploy",
  };
  /** Returns the images in the form of a release record. */
  const recorded = () =>
    Object.fromEntries(
      NAMES.map((name) => [
        name,
        { repository: `fleet-staging/${name}`, digest: digests[name] ?? "" },
      ]),
    );

  test("the images of a release record arrive under the prefix of the destination", async () => {
    const result = await promote(files, recorded());
    expect([result.exitCode, result.annotations]).toStrictEqual([0, []]);
    for (const name of NAMES) expect(tagsIn(name)).toMatchObject({ [TAG]: digests[name] });
    const images = JSON.parse(result.outputs["images"] ?? "{}") as Record<string, object>;
    expect(images["backend"]).toMatchObject({ repository: "fleet-production/backend", tag: TAG });
  });

  rare("the destination may have its own file", async () => {
    const result = await promote(
      { ...files, "environment-file": "", role: "", destination: "environments/production.yml" },
      recorded(),
    );
    expect([result.exitCode, result.annotations]).toStrictEqual([0, []]);
    expect(tagsIn("frontend")[TAG]).toBe(digests["frontend"]);
  });

  rare("an image without a tag of the commit is refused", async () => {
    production.registry.requests.splice(0);
    const result = await promote({ ...files, commit: "d".repeat(40) }, recorded());
    expect([result.exitCode, result.outputs["failure-reason"]]).toStrictEqual([
      1,
      "source-tag-moved",
    ]);
    expect(result.annotations[0]?.text).toMatch(/image frontend: .*; image backend: /);
    expect(sentTo(production)).toBe(0);
  });

  test("a job that lost its lease copies nothing", async () => {
    production.aws.s3.create("fleet-state", production.id, "us-east-1");
    production.registry.requests.splice(0);
    const lease = { token: "ours", environment: "production", bucket: "fleet-state" };
    const result = await promote(files, recorded(), {
      EKS_PIPELINE_LEASE: JSON.stringify({ ...lease, region: "us-east-1" }),
    });
    expect([result.exitCode, result.outputs["failure-reason"]]).toStrictEqual([1, "lease-lost"]);
    expect(sentTo(production)).toBe(0);
  });

  rare("a missing file is reported together with all other wrong inputs", async () => {
    const result = await promote({ ...files, source: "environments/stagin.yml", commit: "main" });
    expect(result.outputs["failure-reason"]).toBe("invalid-input");
    expect(result.annotations[0]?.text).toContain(
      'source: there is no file "environments/stagin.yml". Did you mean environments/staging.yml?',
    );
    expect(result.annotations[0]?.text).toContain("commit: ");
  });
});

describe("push: false", () => {
  rare("checks all images, returns the future references, and copies nothing", async () => {
    production.registry.requests.splice(0);
    const result = await promote({ push: "false" });
    expect([result.exitCode, result.outputs["failure-reason"]]).toStrictEqual([0, undefined]);
    const images = JSON.parse(result.outputs["images"] ?? "{}") as Record<string, object>;
    for (const name of NAMES)
      expect(images[name]).toMatchObject({
        repository: `fleet-production/${name}`,
        digest: digests[name],
        built: false,
      });
    expect(sentTo(production)).toBe(0);
    expect(result.stdout).toContain("images can be promoted; nothing is copied");
  });

  rare("a repository may still be missing, but not an image", async () => {
    const prefix = `{account: "${production.id}", region: us-east-1, repository-prefix: new/}`;
    const later = await promote({ push: "false", destination: prefix });
    expect([later.exitCode, later.outputs["failure-reason"]]).toStrictEqual([0, undefined]);
    const gone = {
      frontend: {
        repository: "fleet-staging/frontend",
        digest: `sha256:${"0".repeat(64)}`,
        tag: TAG,
      },
    };
    const result = await promote({ push: "false", destination: prefix }, gone);
    expect(result.outputs["failure-reason"]).toBe("source-image-missing");
  });
});

describe("within an account", () => {
  const own = { "source-role-arn": "", "role-arn": "" };

  test("a retag needs one role and copies nothing (I-E 57, 75)", async () => {
    const place = `{account: "${staging.id}", region: eu-west-1}`;
    const role = { "role-arn": staging.role("fleet-deploy") };
    const inputs = {
      ...own,
      ...role,
      source: place,
      destination: place,
      tags: "type=raw,value=live",
    };
    const result = await promote(inputs);
    expect([result.exitCode, result.annotations]).toStrictEqual([0, []]);
    for (const name of NAMES)
      expect(staging.registry.images.tags(`fleet-staging/${name}`)["live"]).toBe(digests[name]);
    expect(result.summary).toContain("same repository");
  });

  rare("another repository gets the blobs mounted (I-E 57)", async () => {
    for (const name of NAMES) staging.aws.ecr.createRepository({ name: `fleet-demo/${name}` });
    const result = await promote({
      ...own,
      "role-arn": staging.role("fleet-deploy"),
      destination: `{account: "${staging.id}", region: eu-west-1, repository-prefix: fleet-demo/}`,
    });
    expect([result.exitCode, result.annotations]).toStrictEqual([0, []]);
    expect(result.summary).toMatch(/\| \d+ B mounted \|/);
  });
});

describe("refused before anything is copied", () => {
  const expectRefusal = (result: BundleResult, reason: string, text: RegExp) => {
    expect([result.exitCode, result.outputs["failure-reason"]]).toStrictEqual([1, reason]);
    expect(result.annotations[0]?.text).toMatch(text);
    expect(sentTo(production)).toBe(0);
  };
  beforeEach(() => void production.registry.requests.splice(0));

  rare("an image that the source has lost (I-E 27)", async () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const images = {
      ...releaseOf(),
      backend: { repository: "fleet-staging/backend", digest, tag: TAG },
    };
    expectRefusal(
      await promote({}, images),
      "source-image-missing",
      /backend: the source has no sha256:0+/,
    );
  });

  test("a tag of another image, and the message has both digests (I-E 19, 76)", async () => {
    const other = imageOf("something else");
    await pushImage(clientOf(production), "fleet-production/backend", TAG, other);
    production.registry.requests.splice(0);
    const result = await promote();
    expectRefusal(
      result,
      "immutable-tag-exists",
      new RegExp(`${other.digest}.*${digests["backend"] ?? ""}`),
    );
  });

  test("a missing repository, and the message has the command that creates it (I-E 13)", async () => {
    production.aws.ecr.deleteRepository("fleet-production/frontend");
    expectRefusal(
      await promote(),
      "repository-not-found",
      /aws ecr create-repository --repository-name fleet-production\/frontend/,
    );
  });

  rare(
    "a source that denies access, and the message names the actions and both policies (I-E 30)",
    async () => {
      staging.registry.faults.add({
        match: { operation: "registry:GetManifest" },
        respond: {
          status: 403,
          body: '{"errors":[{"code":"DENIED","message":"not authorized to perform: ecr:BatchGetImage"}]}',
        },
        times: Infinity,
      });
      expectRefusal(
        await promote(),
        "source-access-denied",
        /ecr:BatchGetImage.*ecr:GetDownloadUrlForLayer.*policy of the repository fleet-staging\/frontend/,
      );
    },
  );

  rare("credentials of another account than the input destination names", async () => {
    const result = await promote({ "role-arn": staging.role("fleet-deploy") });
    expectRefusal(result, "wrong-account", /222222222222.*expected-account-id is 333333333333/);
  });

  test("all wrong inputs are reported at once", async () => {
    const result = await promote({
      commit: "main",
      "aws-region": "eu-west-1",
      "source-role-arn": production.role("fleet-plan"),
      "expected-account-id": "444444444444",
      tags: "type=branch",
    });
    expectRefusal(result, "invalid-input", /5 inputs are not valid/);
    for (const name of ["commit", "aws-region", "source-role-arn", "expected-account-id", "tags"])
      expect(result.annotations[0]?.text).toContain(`${name}: `);
  });

  rare("images to build with command promote, and the other way round", async () => {
    const list = [{ name: "a", repository: "fleet-dev/a" }];
    expectRefusal(
      await promote({}, list),
      "invalid-input",
      /images: it is a list of images to build/,
    );
    expectRefusal(
      await promote({ command: "build" }),
      "invalid-input",
      /images: it is an object of images that exist/,
    );
  });
});

rare.each([
  [
    "images",
    "The repository with name 'fleet-production/frontend' in registry with id '333333333333' already has the maximum allowed number of images which is '10000'",
    /^fleet-production\/frontend of the destination has as many images as ECR allows \(10000\).*delete old images of fleet-production\/frontend, best with a lifecycle policy, or raise the quota/,
  ],
  [
    "tags of an image",
    "Adding tag 'x' to an image in the repository with name 'fleet-production/frontend' in registry with id '333333333333' exceeds the maximum allowed number of tags per image which is '1000'",
    /^fleet-production\/frontend of the destination has as many tags per image as ECR allows \(1000\).*delete old tags of this image/,
  ],
])("if a destination has as many %s as ECR allows, the error says so", async (_, message, text) => {
  production.registry.faults.add({
    match: { operation: "registry:PutManifest", path: /fleet-production\/frontend/ },
    respond: { status: 403, body: JSON.stringify({ errors: [{ code: "DENIED", message }] }) },
    times: Infinity,
  });
  const { exitCode, outputs, annotations } = await promote();
  expect([exitCode, outputs["failure-reason"]]).toStrictEqual([1, "image-quota-exceeded"]);
  expect(annotations.at(-1)?.text).toMatch(text);
});
