import type { Case } from "../../service.ts";
import { imageOf } from "../../registry/image.ts";
import type { EcrAccount } from "../client.ts";
import { push } from "./images.ts";
import { create } from "./repositories.ts";

const FIXED = { repositoryName: "fleet-dev/fixed" };
const MIXED = { repositoryName: "fleet-dev/mixed" };
const ONE = imageOf("the first image");
const TWO = imageOf("the second image");

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html */
export const TAG_CASES: Case<EcrAccount>[] = [
  {
    name: "an immutable tag is given",
    run: async (client) => {
      await create(client, { ...FIXED, imageTagMutability: "IMMUTABLE" });
      return push(client, ONE, "v1", FIXED);
    },
  },
  { name: "an immutable tag does not move", run: (client) => push(client, TWO, "v1", FIXED) },
  {
    name: "an immutable tag is given to the same image",
    run: (client) => push(client, ONE, "v1", FIXED),
  },
  {
    name: "an image with an immutable tag gets another",
    run: (client) => push(client, ONE, "v2", FIXED),
  },
  {
    name: "an excluded tag moves",
    run: async (client) => {
      await create(client, {
        ...MIXED,
        imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
        imageTagMutabilityExclusionFilters: [{ filterType: "WILDCARD", filter: "latest*" }],
      });
      await push(client, ONE, "latest", MIXED);
      return push(client, TWO, "latest", MIXED);
    },
  },
  {
    name: "a tag that is not excluded does not move",
    run: async (client) => [
      await push(client, ONE, "v1", MIXED),
      await push(client, TWO, "v1", MIXED),
    ],
  },
];
