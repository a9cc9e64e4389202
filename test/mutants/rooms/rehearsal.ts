import type { FileMutants } from "../mutant.ts";

export const rehearsal: FileMutants = {
  "aws/authentication.ts": {
    "sigv4-body": {
      find: `requireHashOf(body, exchange.header("x-amz-content-sha256"), service);`,
      replace: "",
      why: "a body that the client did not sign is accepted",
    },
    "key-expired": {
      find: "key.expiresAt < Date.now()",
      replace: "key.expiresAt < 0",
      why: "credentials never end in a rehearsal",
    },
  },
  "runner/jobs/call.ts": {
    "called-secrets": {
      find: `if (written(token) === "inherit")`,
      replace: `if (token === undefined || written(token) === "inherit")`,
      why: "a called workflow sees secrets that it was not given",
    },
  },
  "runner/load/permissions.ts": {
    "nested-permissions": {
      find: "refused.length > 0 ? refused : checkCallPermissions(called, allowed)",
      replace: "refused",
      why: "a call within a call gets permissions that GitHub refuses",
    },
    "permission-order": {
      find: "ORDER.indexOf(access) > ORDER.indexOf(limit)",
      replace: `limit === "none" && access !== "none"`,
      why: "write passes where only read is allowed",
    },
  },
  "aws/s3/objects.ts": {
    "s3-if-match": {
      find: `if (match.replaceAll('"', "") !== current.etag) throw`,
      replace: `if (match.replaceAll('"', "") === "") throw`,
      why: "a conditional write always succeeds, so no race is found",
    },
    "s3-range-end": {
      find: "bytes.subarray(start, end + 1)",
      replace: "bytes.subarray(start, end)",
      why: "the last byte of a range is missing",
    },
  },
  "runner/mask.ts": {
    "mask-lines": {
      find: "for (const part of [value, ...lines])",
      replace: "for (const part of [value])",
      why: "a secret of several lines is not hidden in the log",
    },
  },
  "report/result.ts": {
    "parts-hide-parts": {
      find: "part.platforms.every(",
      replace: "part.platforms.some(",
      why: "an image that two runners build for some platforms in common is listed without the rest",
    },
  },
  "runner/commands/file.ts": {
    "file-command-equals": {
      find: "(heredoc < 0 || equals < heredoc)",
      replace: "heredoc < 0",
      why: "NAME=a<<b is read as a here-document",
    },
  },
};
