import { describe, expect, test } from "@jest/globals";
import type { Pod } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { ready } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import type { Status } from "../../../../../actions/kube-deploy/src/rollout/status.ts";
import {
  compareImages,
  digestOf,
  repositoryOf,
  runningContainers,
} from "../../../../../actions/kube-deploy/src/running/running-images.ts";
import { statusOf } from "../rollout/statuses.ts";

const HOST = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";
const NEW = `sha256:${"4f".repeat(32)}`;
const OLD = `sha256:${"be".repeat(32)}`;
const WEB = { web: { repository: "shop/web", digest: NEW } };
const byDigest = (digest: string, repository = "shop/web") => `${HOST}/${repository}@${digest}`;

interface PodOptions {
  imageID?: string;
  state?: object;
  init?: boolean;
  ending?: boolean;
}

function pod(image: string, options: PodOptions = {}): Pod {
  const { imageID = image, state = { running: {} }, init = false, ending = false } = options;
  const containers = [{ name: "web", image }];
  const statuses = [{ name: "web", ready: true, restartCount: 0, imageID, state }];
  return {
    metadata: {
      name: "web-1",
      namespace: "shop",
      uid: "1",
      creationTimestamp: "2026-01-01T00:00:00Z",
      ...(ending ? { deletionTimestamp: "2026-01-01T00:01:00Z" } : {}),
    },
    spec: init ? { containers: [], initContainers: containers } : { containers },
    status: init ? { initContainerStatuses: statuses } : { containerStatuses: statuses },
  };
}

const statusWith = (image: string, desired = 1, kind: "Deployment" | "Job" = "Deployment") => {
  const status: Status = { ...statusOf(ready({ desired, ready: desired })), images: [image] };
  return { ...status, workload: { ...status.workload, kind } };
};

/** Returns what is seen of the image web if a workload with this template has these pods. */
function seen(template: Status, pods: readonly Pod[]) {
  return compareImages(WEB, runningContainers(template, pods), [template])[0];
}

test.each([
  [byDigest(NEW), "shop/web", NEW],
  ["registry.example:5000/shop/web:v1", "shop/web", undefined],
  ["localhost/web:v1@" + NEW, "web", NEW],
  ["shop/web", "shop/web", undefined],
  ["nginx:1.27", "nginx", undefined],
])("repository and digest of %s", (image, repository, digest) => {
  expect([repositoryOf(image), digestOf(image)]).toStrictEqual([repository, digest]);
});

describe("a given image", () => {
  const pinned = statusWith(byDigest(NEW));
  const tagged = statusWith(`${HOST}/shop/web:v2`);
  const ended = { terminated: { exitCode: 0 } };

  test.each<[string, Status, Pod[]]>([
    ["in all pods", pinned, [pod(byDigest(NEW)), pod(byDigest(NEW))]],
    [
      "by tag, as the node reports it",
      tagged,
      [pod(`${HOST}/shop/web:v2`, { imageID: byDigest(NEW) })],
    ],
    [
      "pinned, although the node reports the same layers under another reference",
      pinned,
      [pod(byDigest(NEW), { imageID: byDigest(OLD, "mirror/web") })],
    ],
    [
      "from a mirror that a webhook has set instead",
      pinned,
      [pod(`mirror.example/shop/web@${NEW}`)],
    ],
    ["in an init container", pinned, [pod(byDigest(NEW), { init: true, state: ended })]],
    [
      "while an old pod is still ending",
      pinned,
      [pod(byDigest(NEW)), pod(byDigest(OLD), { ending: true })],
    ],
    [
      "in a completed Job",
      statusWith(byDigest(NEW), 1, "Job"),
      [pod(byDigest(NEW), { state: ended })],
    ],
    ["in a completed Job whose pods are deleted", statusWith(byDigest(NEW), 1, "Job"), []],
  ])("counts as running: %s", (_, status, pods) => {
    expect(seen(status, pods)).toStrictEqual({ name: "web", seen: "running" });
  });

  test.each<[string, Status, Pod[], object]>([
    [
      "another pipeline set its image after the apply",
      statusWith(byDigest(OLD)),
      [pod(byDigest(OLD)), pod(byDigest(OLD))],
      { seen: "other", why: `Deployment shop/web runs ${OLD} in container web of 2 pods` },
    ],
    [
      "the node had another image under this tag",
      tagged,
      [pod(`${HOST}/shop/web:v2`, { imageID: byDigest(OLD) })],
      { seen: "other", why: `Deployment shop/web runs ${OLD} in container web of 1 pod` },
    ],
    [
      "the node reports no digest for a tag",
      tagged,
      [pod(`${HOST}/shop/web:v2`, { imageID: "sha256:0123" })],
      {
        seen: "other",
        why: "Deployment shop/web runs an image whose digest the node does not report in container web of 1 pod",
      },
    ],
    [
      "a partition keeps old pods",
      pinned,
      [pod(byDigest(NEW)), pod(byDigest(OLD))],
      { seen: "mixed", why: `Deployment shop/web runs ${OLD} in container web of 1 pod` },
    ],
    [
      "no replicas",
      statusWith(byDigest(NEW), 0),
      [],
      { seen: "unseen", why: "Deployment shop/web needs no pod now" },
    ],
    [
      "no pod has started it",
      pinned,
      [pod(byDigest(NEW), { state: { waiting: {} } })],
      { seen: "unseen", why: "no pod of Deployment shop/web has started it" },
    ],
    [
      "no workload uses it",
      statusWith(byDigest(OLD, "shop/api")),
      [pod(byDigest(OLD, "shop/api"))],
      { seen: "unseen", why: "no watched workload uses it" },
    ],
    [
      "a completed Job ran another image",
      statusWith(byDigest(OLD), 1, "Job"),
      [],
      { seen: "other", why: `Job shop/web has run ${OLD}` },
    ],
  ])("does not count as running: %s", (_, status, pods, evidence) => {
    expect(seen(status, pods)).toStrictEqual({ name: "web", ...evidence });
  });

  test("may share its repository with another given image", () => {
    const images = { ...WEB, worker: { repository: "shop/web", digest: OLD } };
    const status = pinned;
    const running = runningContainers(status, [pod(byDigest(NEW)), pod(byDigest(OLD))]);
    expect(compareImages(images, running, [status])).toStrictEqual([
      { name: "web", seen: "running" },
      { name: "worker", seen: "running" },
    ]);
  });
});

test("the image of a volume runs in the pods whose containers have started", () => {
  const digest = `sha256:${"d".repeat(64)}`;
  const mounting = (state: object) =>
    ({
      metadata: { name: "web-1", uid: "web-1" },
      spec: {
        containers: [{ name: "web", image: "shop/web:2" }],
        volumes: [
          { name: "model", image: { reference: `registry.example.com/shop/model@${digest}` } },
          { name: "tmp" },
        ],
      },
      status: { containerStatuses: [{ name: "web", ready: true, restartCount: 0, state }] },
    }) as unknown as Pod;
  const status = {
    workload: { kind: "Deployment", namespace: "shop", name: "web" },
    images: [],
  } as unknown as Status;
  const seen = (pod: Pod) =>
    compareImages(
      { model: { repository: "shop/model", digest } },
      runningContainers(status, [pod]),
      [],
    )[0]?.seen;
  expect(seen(mounting({ running: {} }))).toBe("running");
  expect(seen(mounting({ waiting: { reason: "ContainerCreating" } }))).toBe("unseen");
});
