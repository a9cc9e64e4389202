import type { SecretVersion } from "../../../actions/lib/aws/secrets-manager.ts";
import { answer, like, type Answer } from "../aws/answers.ts";
import type { Case } from "../service.ts";
import type { SecretsAccount } from "./client.ts";

const text = (call: Promise<SecretVersion>): Promise<Answer> =>
  answer(call, (version) => version.text ?? "no text");

/** Requests of the actions to Secrets Manager. */
export const cases: Case<SecretsAccount>[] = [
  {
    name: "a secret by its name",
    run: async ({ get, putSecret }) => {
      await putSecret("fleet/dev", "first");
      return text(get("fleet/dev"));
    },
  },
  {
    name: "a secret by its ARN",
    run: async ({ get, putSecret }) => text(get(await putSecret("by-arn", "value"))),
  },
  {
    name: "a secret by its ARN without the last six characters",
    run: async ({ get, putSecret }) => {
      const arn = await putSecret("by-partial-arn", "value");
      return text(get(arn.slice(0, -"-AbCdEf".length)));
    },
  },
  {
    name: "the id of a version",
    run: async ({ get, putSecret }) => {
      await putSecret("version", "value");
      return answer(get("version"), ({ versionId }) =>
        like(versionId, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/, "a UUID"),
      );
    },
  },
  {
    name: "a new version, and the one before it",
    run: async ({ get, putSecret }) => {
      await putSecret("twice", "first");
      const { versionId } = await get("twice");
      await putSecret("twice", "second");
      return {
        current: await text(get("twice")),
        previous: await text(get("twice", { stage: "AWSPREVIOUS" })),
        byId: await text(get("twice", { versionId })),
        both: await text(get("twice", { versionId, stage: "AWSPREVIOUS" })),
      };
    },
  },
  {
    name: "bytes",
    run: async ({ get, putSecret }) => {
      await putSecret("bytes", Buffer.from([0, 1, 2]));
      return text(get("bytes"));
    },
  },
  { name: "a secret that there is not", run: ({ get }) => text(get("nowhere")) },
  { name: "a secret called constructor", run: ({ get }) => text(get("constructor")) },
  {
    name: "a stage that there is not",
    run: ({ get }) => text(get("fleet/dev", { stage: "AWSPENDING" })),
  },
  {
    name: "a version that there is not",
    run: ({ get }) => text(get("fleet/dev", { versionId: "0".repeat(32) })),
  },
  {
    name: "a secret that is to be deleted",
    run: async ({ get, putSecret, deleteSecret }) => {
      await putSecret("deleted", "value");
      await deleteSecret("deleted");
      return text(get("deleted"));
    },
  },
  {
    name: "with the signature checked",
    run: ({ get, guarded }) => guarded(() => text(get("fleet/dev"))),
  },
  {
    name: "a key that there is not",
    run: ({ get, guarded }) =>
      guarded(() => text(get("fleet/dev", {}, { accessKeyId: "AKIAIOSFODNN7EXAMPLE" }))),
  },
];
