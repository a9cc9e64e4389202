import { describe, expect, test } from "@jest/globals";
import { readEnvironments } from "../../../../rehearsal/world/environments.ts";

const FILE = `
region: eu-west-1
account: "333333333333"
state: { bucket: fleet-state }
roles: { plan: "arn:p", deploy: "arn:d" }
images: { prefix: fleet-production/ }
promote-from: staging
`;

describe("environment files", () => {
  test("give the world its values, with defaults for the state keys that they leave out", () => {
    expect(readEnvironments({ "production.yml": FILE })).toStrictEqual({
      all: [
        {
          name: "production",
          region: "eu-west-1",
          account: "333333333333",
          bucket: "fleet-state",
          keys: {
            infrastructure: "production/infrastructure.tfstate",
            kubernetes: "production/kubernetes.tfstate",
          },
          roles: { plan: "arn:p", deploy: "arn:d" },
          imagePrefix: "fleet-production/",
          promoteFrom: "staging",
        },
      ],
      notes: [],
    });
  });

  test("may have another state key, and an account that YAML reads as a number", () => {
    const file =
      "region: r\naccount: 111122223333\nstate: { bucket: b, keys: { infrastructure: old } }";
    expect(readEnvironments({ "dev.yaml": file }).all).toMatchObject([
      {
        name: "dev",
        account: "111122223333",
        imagePrefix: "",
        roles: {},
        keys: { infrastructure: "old", kubernetes: "dev/kubernetes.tfstate" },
      },
    ]);
  });

  test.each([
    ["a: [", "the file is not valid YAML"],
    ["", "region, account (twelve digits) or state.bucket is missing"],
    ["region: r\naccount: '12'\nstate: { bucket: b }", "is missing"],
    ["- region", "is missing"],
  ])("%j is left out, and a note says so", (file, says) => {
    const { all, notes } = readEnvironments({ "dev.yml": file });
    expect(all).toStrictEqual([]);
    expect(notes).toStrictEqual([expect.stringContaining(`environments/dev.yml: `)]);
    expect(notes[0]).toContain(says);
  });

  test("other files of the folder are ignored", () => {
    expect(readEnvironments({ "dev.tfvars": "a = 1" })).toStrictEqual({ all: [], notes: [] });
  });
});
