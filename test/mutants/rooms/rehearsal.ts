import type { Mutant } from "../mutant.ts";

export const rehearsal: readonly Mutant[] = [
  {
    id: "sigv4-body",
    file: "rehearsal/aws/authentication.ts",
    find: `requireHashOf(body, exchange.header("x-amz-content-sha256"), service);`,
    replace: "",
    why: "a body that the client did not sign is accepted",
  },
  {
    id: "called-secrets",
    file: "rehearsal/runner/jobs/call.ts",
    find: `if (written(token) === "inherit")`,
    replace: `if (token === undefined || written(token) === "inherit")`,
    why: "a called workflow sees secrets that it was not given",
  },
  {
    id: "nested-permissions",
    file: "rehearsal/runner/load/permissions.ts",
    find: "refused.length > 0 ? refused : checkCallPermissions(called, allowed)",
    replace: "refused",
    why: "a call within a call gets permissions that GitHub refuses",
  },
  {
    id: "key-expired",
    file: "rehearsal/aws/authentication.ts",
    find: "key.expiresAt < Date.now()",
    replace: "key.expiresAt < 0",
    why: "credentials never end in a rehearsal",
  },
  {
    id: "permission-order",
    file: "rehearsal/runner/load/permissions.ts",
    find: "ORDER.indexOf(access) > ORDER.indexOf(limit)",
    replace: `limit === "none" && access !== "none"`,
    why: "write passes where only read is allowed",
  },
  {
    id: "s3-if-match",
    file: "rehearsal/aws/s3/objects.ts",
    find: `if (match.replaceAll('"', "") !== current.etag) throw`,
    replace: `if (match.replaceAll('"', "") === "") throw`,
    why: "a conditional write always succeeds, so no race is found",
  },
  {
    id: "s3-range-end",
    file: "rehearsal/aws/s3/objects.ts",
    find: "bytes.subarray(start, end + 1)",
    replace: "bytes.subarray(start, end)",
    why: "the last byte of a range is missing",
  },
  {
    id: "mask-lines",
    file: "rehearsal/runner/mask.ts",
    find: "for (const part of [value, ...lines])",
    replace: "for (const part of [value])",
    why: "a secret of several lines is not hidden in the log",
  },
  {
    id: "parts-hide-parts",
    file: "rehearsal/report/result.ts",
    find: "part.platforms.every(",
    replace: "part.platforms.some(",
    why: "an image that two runners build for some platforms in common is listed without the rest",
  },
  {
    id: "file-command-equals",
    file: "rehearsal/runner/commands/file.ts",
    find: "(heredoc < 0 || equals < heredoc)",
    replace: "heredoc < 0",
    why: "NAME=a<<b is read as a here-document",
  },
];
