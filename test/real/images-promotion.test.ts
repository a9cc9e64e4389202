// Promotions between two docker-registries: compared byte by byte, killed at any request, and with the shipped bundle.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Digest } from "../../actions/lib/image-reference.ts";
import { StoredImages, startEcrProxy, type Registry } from "../../rehearsal/registry/index.ts";
import { execute } from "../engines/execute.ts";
import { registry } from "../engines/registry.ts";
import { startEngine } from "../engines/start.ts";
import { startAccounts } from "../support/accounts.ts";
import {
  clientOf,
  interruptPromotion,
  interruptions,
  missingParts,
  promoteImages,
  pushFleetImage,
  registriesOf,
} from "../support/promotions.ts";
import { runBundle } from "../support/run-bundle.ts";
import { requireEngines } from "./engines.ts";

const FROM = "fleet-staging/app";
/** How many promotions are killed. .ci/run kills 200. */
const KILLS = Number(process.env["EKS_PIPELINE_PROMOTION_KILLS"] ?? 40);
const engines = await requireEngines("images-promotion", ["registry", "skopeo"]);

(engines === undefined ? describe.skip : describe)(
  "promotions between two docker-registries",
  () => {
    let directory: string;
    const stops: (() => Promise<void>)[] = [];
    /** A docker-registry behind the proxy that adds ECR's rules. Its requests can be made to fail. */
    let source: Registry;
    let destination: Registry;
    /** Addresses of the docker-registries themselves, without the proxy: 127.0.0.1:PORT. */
    const hosts: Record<string, string> = {};

    const open = async (name: string): Promise<Registry> => {
      const storage = path.join(directory, name);
      mkdirSync(storage);
      const server = await startEngine(registry, { directory: storage }, engines?.registry);
      stops.push(() => server.stop());
      hosts[name] = server.host;
      // docker-registry has no referrers API, so these promotions use the fallback of the specification.
      const door = await startEcrProxy(new StoredImages(server.url, storage), {
        listsReferrers: false,
      });
      stops.push(() => door.close());
      return door;
    };
    beforeAll(async () => {
      directory = mkdtempSync(path.join(tmpdir(), "eks-promotions-"));
      source = await open("source");
      destination = await open("destination");
    });
    afterAll(async () => {
      for (const stop of stops.reverse()) await stop();
      rmSync(directory, { recursive: true, force: true });
    });

    const skopeo = (...argv: string[]) =>
      execute(engines?.skopeo.files["skopeo"] ?? "", argv, {
        env: { ...engines?.skopeo.environment, HOME: directory, TMPDIR: directory },
      });

    test("skopeo reads the same bytes on both sides, and every blob of every platform (I-E 56, 57)", async () => {
      const digest = await pushFleetImage(source, FROM, "sha-1");
      const promotion = {
        name: "app",
        digest,
        from: FROM,
        sourceTag: "sha-1",
        to: "production/app",
        tags: ["v1"],
      };
      const [promoted] = await promoteImages([promotion], registriesOf(source, destination));
      expect(promoted?.promotion.referrers).toHaveLength(2);
      const raw = (image: string) =>
        skopeo("inspect", "--raw", "--tls-verify=false", `docker://${image}`);
      const here = await raw(`${hosts["destination"] ?? ""}/production/app:v1`);
      expect(here).toBe(await raw(`${hosts["source"] ?? ""}/${FROM}:sha-1`));
      // Copies one image at a time, because skopeo does not copy an index in an index.
      const images = (promoted?.promotion.tree ?? []).filter(({ parts }) => parts.blobs.length > 0);
      expect(images).toHaveLength(3);
      for (const [number, image] of images.entries())
        await skopeo(
          "copy",
          "--src-tls-verify=false",
          "--insecure-policy",
          `docker://${hosts["destination"] ?? ""}/production/app@${image.digest}`,
          `dir:${path.join(directory, `copy-${number}`)}`,
        );
      const client = clientOf(destination);
      const signature = `${digest.replace(":", "-")}.sig`;
      expect((await client.manifest("production/app", signature))?.digest).toBe(
        (await clientOf(source).manifest(FROM, signature))?.digest,
      );
      expect(await missingParts(client, "production/app", digest)).toStrictEqual([]);
    });

    test(`${KILLS} interrupted promotions continue to the same digest, and no tag ever names an incomplete image (I-E 57)`, async () => {
      const digest = await pushFleetImage(source, FROM, "interrupted");
      const sites = { source, destination };
      const all = await interruptions(sites, FROM, digest, { count: KILLS, seed: 2026 });
      const results = [];
      for (const [round, interruption] of all.entries())
        results.push(await interruptPromotion(sites, FROM, digest, round, interruption));
      expect(results.flatMap(({ problems }) => problems)).toStrictEqual([]);
      const killed = results.filter(({ wasKilled }) => wasKilled).length;
      const moved = results.filter(({ hadMoved }) => hadMoved).length;
      console.log(`${killed} of ${KILLS} promotions were killed, ${moved} after a tag had moved`);
      expect(killed).toBe(KILLS);
      expect(moved).toBeGreaterThan(KILLS / 40);
      expect(moved).toBeLessThan(KILLS);
    });

    test("the shipped bundle, between two accounts (I-E 6, 57)", async () => {
      const accounts = await startAccounts([source, destination]);
      try {
        const { staging, production } = accounts;
        const tag = `sha-${"c".repeat(40)}`;
        for (const [account, name] of [
          [staging, "fleet-staging/app"],
          [production, "fleet-production/app"],
        ] as const)
          account.aws.ecr.createRepository({
            name,
            imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
            // The tags that hold lists of referrers change, because the lists grow.
            exclusions: ["sha256-*"],
          });
        // Reads docker-registry directly, because the proxy now requires a password.
        const url = `http://${hosts["source"] ?? ""}`;
        const digest: Digest = await pushFleetImage({ url }, FROM, tag);
        const result = await runBundle("build-push-ecr", {
          inputs: {
            command: "promote",
            images: JSON.stringify({ app: { repository: FROM, digest, tag } }),
            source: `{account: "${staging.id}", region: eu-west-1, repository-prefix: fleet-staging/}`,
            destination: `{account: "${production.id}", region: us-east-1, repository-prefix: fleet-production/}`,
            "source-role-arn": staging.role("fleet-plan"),
            "role-arn": production.role("fleet-deploy"),
          },
          env: { ...(await accounts.job()), PATH: "" },
          workspace: directory,
          directory: path.join(directory, "runs"),
        });
        expect([result.exitCode, result.annotations]).toStrictEqual([0, []]);
        expect(result.outputs["digest"]).toBe(digest);
        const client = clientOf({ url: `http://${hosts["destination"] ?? ""}` });
        expect(await missingParts(client, "fleet-production/app", digest)).toStrictEqual([]);
        expect((await client.manifest("fleet-production/app", tag))?.digest).toBe(digest);
      } finally {
        await accounts.close();
      }
    });
  },
);
