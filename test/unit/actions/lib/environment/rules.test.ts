import { expect, test } from "@jest/globals";
import { validateEnvironment } from "../../../../../actions/lib/environment/validate.ts";
import { environmentText } from "../../../../support/environment-files.ts";

test.each([
  [
    "a role of another account",
    environmentText().replace("333333333333:role/fleet-deploy", "444444444444:role/fleet-deploy"),
    'roles.deploy: "arn:aws:iam::444444444444:role/fleet-deploy" belongs to account 444444444444, but account is "333333333333". Expected a role of the environment\'s account. Correct one of the two.',
  ],
  [
    "the same key for both states",
    environmentText().replace(
      "bucket: fleet",
      "keys: { infrastructure: dev/kubernetes.tfstate }, bucket: fleet",
    ),
    'state.keys: both states have the key "dev/kubernetes.tfstate", so one would overwrite the other. Expected two keys. Leave them out to use the defaults.',
  ],
  ...[
    "dev/current.json",
    "staging/lease.json",
    "dev/digest-key",
    "dev/releases/20261128T190000Z-0123456789ab.json",
    "dev/history/x",
  ].map((key): [string, string, string] => [
    `a state in the release store: ${key}`,
    environmentText().replace("bucket: fleet", `keys: { kubernetes: ${key} }, bucket: fleet`),
    `state.keys.kubernetes: "${key}" is an object of the release store of an environment, so a state there would overwrite it. Expected another key. Leave it out to use the default.`,
  ]),
  [
    "a promotion from itself",
    environmentText("promote-from: dev", { push: false }),
    'promote-from: "dev" is this environment itself. Expected another environment, for example the one before it.',
  ],
  [
    "a push role in an environment that gets promotions",
    environmentText("promote-from: staging"),
    "roles.push: it is not allowed with promote-from, because the images come from staging and none is built here. Remove roles.push, or promote-from.",
  ],
  [
    "a soak without a source",
    environmentText("min-soak: 1h"),
    "min-soak: it says how long a release was live in promote-from, which is not given. Add promote-from, or remove min-soak.",
  ],
  [
    "a zone that does not exist",
    environmentText("freeze: [{ from: Fri 16:00, to: Mon 07:00, zone: Europe/Berlim }]"),
    'freeze[0].zone: "Europe/Berlim" is not known. Expected an IANA time zone, for example Europe/Berlin.',
  ],
  [
    "a window without a length",
    environmentText("freeze: [{ from: Fri 16:00, to: Fri 16:00, zone: UTC }]"),
    'freeze[0]: it begins and ends at "Fri 16:00". Expected two different times.',
  ],
])("%s", (_, text, sentence) => {
  const { problems } = validateEnvironment({ file: "environments/dev.yml", text });
  expect(problems).toStrictEqual([`environments/dev.yml: ${sentence}`]);
});

test("reports values that contradict each other together with values that have a wrong form", () => {
  const text =
    `${environmentText("promote-from: dev\nfreeze: [{ from: Fri 16:00, to: Fri 16:00, zone: UTC }]", { push: false })}colour: red\n`
      .replace(/^region: .*$/m, "region: Ireland")
      .replace("333333333333:role/fleet-deploy", "444444444444:role/fleet-deploy");
  const { problems, environment } = validateEnvironment({ file: "environments/dev.yml", text });
  expect(environment).toBeUndefined();
  expect(problems).toStrictEqual([
    expect.stringContaining('region: "Ireland" is not valid.'),
    expect.stringContaining("colour: there is no such key."),
    expect.stringContaining("roles.deploy: "),
    expect.stringContaining('promote-from: "dev" is this environment itself.'),
    expect.stringContaining("freeze[0]: it begins and ends"),
  ]);
});

test("a rule reports nothing about values that are invalid", () => {
  const text = environmentText("min-soak: 1h\npromote-from: [a]").replace(
    "arn:aws:iam::333333333333:role/fleet-deploy",
    "nobody",
  );
  const { problems } = validateEnvironment({ file: "environments/dev.yml", text });
  expect(problems).toStrictEqual([
    expect.stringContaining("roles.deploy: "),
    expect.stringContaining("promote-from: "),
  ]);
});

test.each(["- a", "text", ""])(
  "%j gets one problem, because rules cannot read its form",
  (text) => {
    expect(validateEnvironment({ file: "environments/dev.yml", text }).problems).toHaveLength(1);
  },
);
