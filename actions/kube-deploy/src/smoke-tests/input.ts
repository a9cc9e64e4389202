import * as z from "zod/mini";
import { NotValid, duration, wholeNumber, yaml } from "../../../lib/runtime/input-types.ts";
import type { InputType } from "../../../lib/runtime/input-types.ts";
import { splitUrl } from "./shown-url.ts";

/** A request whose answer has to be as expected. */
export interface UrlTest {
  kind: "url";
  name: string;
  /** http(s) URL, or `$URL` with a path, or a path: the last two are relative to the address of the Ingress. */
  url: string;
  /** Accepted statuses; empty = 200 to 299. */
  statuses: number[];
  /** Texts that the body has to contain. */
  bodyContains: string[];
  /** By name, in lower case: a text that the header's value has to contain. */
  headers: Record<string, string>;
  /** Milliseconds after which no attempt begins. */
  timeout: number;
}

/** A Job of the workspace that has to complete. */
export interface JobTest {
  kind: "job";
  name: string;
  namespace: string;
  job: string;
}

export type SmokeTest = UrlTest | JobTest;

/** More tests would no longer be smoke tests. */
const MOST = 20;
const TIMEOUT = 60_000;

/** Returns a text that another type of input accepts. */
const parsedBy = <Value>(type: InputType<Value>) =>
  z.string(type.expected).check(z.refine((given) => isAccepted(given, type), type.expected));

function isAccepted(given: string, type: InputType<unknown>): boolean {
  try {
    type.parse(given);
    return true;
  } catch {
    return false;
  }
}

const status = wholeNumber(100, 599);
const texts = z.union([z.string(), z.array(z.string())], "a text, or a list of texts");
const name = z.optional(z.string("a text").check(z.regex(/^\S.{0,99}$/, "at most 100 characters")));

// Strict: otherwise a misspelt expectation would never fail.
const URL_TEST = z.strictObject({
  name,
  url: z
    .string("it has neither url nor job")
    .check(
      z.refine(
        (given) => splitUrl(given) !== undefined,
        "a URL, $URL/path, or a path such as /healthz",
      ),
    ),
  status: z.optional(
    z.union(
      [parsedBy(status), z.array(parsedBy(status))],
      "a status from 100 to 599, or a list of them",
    ),
  ),
  "body-contains": z.optional(texts),
  headers: z.optional(
    z.record(
      z.string().check(z.regex(/^[\w-]+$/, "a header")),
      z.string("a text that the header has to contain"),
      "a mapping of header to text",
    ),
  ),
  timeout: z.optional(parsedBy(duration)),
});
const JOB_TEST = z.strictObject({
  name,
  job: z
    .string("namespace/name, such as fleet/smoke")
    .check(z.regex(/^[a-z0-9-]+\/[a-z0-9.-]+$/, "namespace/name, such as fleet/smoke")),
});

const TESTS = yaml(z.array(z.looseObject({}, "a mapping with url or job"), "a list"), {
  name: "YAML list",
  expected:
    "a YAML list such as [{url: /healthz, status: 200, body-contains: ok}, {job: fleet/smoke}]",
  empty: [],
  // A status such as 200 and a text such as `true` are compared as they are written.
  scalars: "text",
});

/** The input `smoke-tests`. */
export const smokeTests: InputType<SmokeTest[], SmokeTest[]> = {
  ...TESTS,
  empty: [],
  parse(given) {
    const tests = TESTS.parse(given).map((entry, index) =>
      "job" in entry
        ? jobTestOf(checked(JOB_TEST, entry, index))
        : urlTestOf(checked(URL_TEST, entry, index)),
    );
    if (tests.length > MOST) throw new NotValid(`it has ${tests.length} tests, ${MOST} at most`);
    const names = tests.map((test) => test.name);
    const twice = names.find((one, index) => names.indexOf(one) !== index);
    if (twice !== undefined) throw new NotValid(`${twice} appears twice; give each a name`);
    return tests;
  },
};

/** Reads an entry in its intended form. @throws NotValid that names the test and the key */
function checked<Form extends z.ZodMiniType>(
  form: Form,
  entry: unknown,
  index: number,
): z.infer<Form> {
  const result = form.safeParse(entry);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) =>
    issue.code === "unrecognized_keys"
      ? `${issue.keys.join(", ")} is not known`
      : [...issue.path.map(String), issue.message].join(": "),
  );
  throw new NotValid(`test ${index + 1}: ${problems.join(", ")}`);
}

function jobTestOf(entry: z.infer<typeof JOB_TEST>): JobTest {
  const [namespace = "", job = ""] = entry.job.split("/");
  return { kind: "job", name: entry.name ?? `Job ${entry.job}`, namespace, job };
}

function urlTestOf(entry: z.infer<typeof URL_TEST>): UrlTest {
  const { url, headers = {}, timeout } = entry;
  return {
    kind: "url",
    url,
    name: entry.name ?? splitUrl(url)?.shown ?? "",
    statuses: listOf(entry.status).map(Number),
    bodyContains: listOf(entry["body-contains"]),
    headers: Object.fromEntries(
      Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value]),
    ),
    timeout: timeout === undefined ? TIMEOUT : duration.parse(timeout),
  };
}

const listOf = (given: string | string[] | undefined): string[] =>
  given === undefined ? [] : [given].flat();
