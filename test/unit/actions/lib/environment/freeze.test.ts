import { describe, expect, test } from "@jest/globals";
import { isFrozen, isTimeZone } from "../../../../../actions/lib/environment/freeze.ts";
import fc from "../../../../support/fast-check.ts";

const frozen = (moment: string, from: string, to: string, zone = "Europe/Berlin") =>
  isFrozen(new Date(moment), [{ from, to, zone }]);

// 2026-06-05 is a Friday; Berlin is two hours ahead of UTC in summer, one in winter.
test.each([
  ["before", "2026-06-05T13:59:59Z", false],
  ["at the beginning", "2026-06-05T14:00:00Z", true],
  ["on Sunday", "2026-06-07T12:00:00Z", true],
  ["a second before the end", "2026-06-08T04:59:59Z", true],
  ["at the end", "2026-06-08T05:00:00Z", false],
  ["in winter, at the beginning", "2026-01-09T15:00:00Z", true],
  ["in winter, an hour earlier", "2026-01-09T14:59:59Z", false],
])("Fri 16:00 to Mon 07:00: %s", (_, moment, expected) => {
  expect(frozen(moment, "Fri 16:00", "Mon 07:00")).toBe(expected);
});

describe("over a change of the clock", () => {
  // Europe/Berlin: forward on 2026-03-29 at 02:00 (01:00Z), back on 2026-10-25 at 03:00 (01:00Z); both are Sundays.
  test.each([
    [
      "a window over the night of spring ends by the new offset",
      "2026-03-30T04:59:59Z",
      "Fri 16:00",
      "Mon 07:00",
      true,
    ],
    ["and not later", "2026-03-30T05:00:00Z", "Fri 16:00", "Mon 07:00", false],
    [
      "a window over the night of autumn ends by the new offset",
      "2026-10-26T05:59:59Z",
      "Fri 16:00",
      "Mon 07:00",
      true,
    ],
    ["and not later", "2026-10-26T06:00:00Z", "Fri 16:00", "Mon 07:00", false],
    ["a repeated end is its second time", "2026-10-25T01:29:59Z", "Sat 20:00", "Sun 02:30", true],
    [
      "between both times of a repeated end",
      "2026-10-25T00:45:00Z",
      "Sat 20:00",
      "Sun 02:30",
      true,
    ],
    ["after the second time", "2026-10-25T01:30:00Z", "Sat 20:00", "Sun 02:30", false],
    [
      "a repeated beginning is its first time",
      "2026-10-25T00:30:00Z",
      "Sun 02:30",
      "Sun 12:00",
      true,
    ],
    [
      "between both times of a repeated beginning",
      "2026-10-25T01:15:00Z",
      "Sun 02:30",
      "Sun 12:00",
      true,
    ],
    ["before the first time", "2026-10-25T00:29:59Z", "Sun 02:30", "Sun 12:00", false],
    [
      "a skipped beginning is at the latest the change",
      "2026-03-29T01:00:00Z",
      "Sun 02:30",
      "Sun 12:00",
      true,
    ],
    [
      "a skipped end is at the earliest the change",
      "2026-03-29T00:59:59Z",
      "Sat 20:00",
      "Sun 02:30",
      true,
    ],
    ["and the window does end", "2026-03-29T01:30:00Z", "Sat 20:00", "Sun 02:30", false],
  ])("%s", (_, moment, from, to, expected) => {
    expect(frozen(moment, from, to)).toBe(expected);
  });
});

test.each([
  ["Sat 23:00", "Sun 01:00", "2026-06-07T00:30:00Z", true],
  ["Sun 23:00", "Mon 01:00", "2026-06-08T00:30:00Z", true],
  ["Mon 07:00", "Fri 16:00", "2026-06-06T00:30:00Z", false],
  ["Mon 00:00", "Sun 23:59", "2026-06-07T23:59:30Z", false],
  ["Mon 00:00", "Sun 23:59", "2026-06-07T23:58:30Z", true],
  ["Wed 10:00", "Wed 09:00", "2026-06-10T09:30:00Z", false],
  ["Wed 10:00", "Wed 09:00", "2026-06-10T08:30:00Z", true],
])("%s to %s in UTC at %s", (from, to, moment, expected) => {
  expect(frozen(moment, from, to, "UTC")).toBe(expected);
});

test("far zones: the weekday is that of the zone", () => {
  // Kiritimati is 14 hours ahead of UTC, Midway 11 behind.
  expect(frozen("2026-06-04T10:30:00Z", "Fri 00:00", "Fri 12:00", "Pacific/Kiritimati")).toBe(true);
  expect(frozen("2026-06-06T10:30:00Z", "Fri 12:00", "Sat 00:00", "Pacific/Midway")).toBe(true);
});

test("one of several windows is enough; none freezes nothing", () => {
  const windows = [
    { from: "Mon 00:00", to: "Mon 01:00", zone: "UTC" },
    { from: "Fri 00:00", to: "Sat 00:00", zone: "UTC" },
  ];
  expect(isFrozen(new Date("2026-06-05T12:00:00Z"), windows)).toBe(true);
  expect(isFrozen(new Date("2026-06-05T12:00:00Z"), [])).toBe(false);
});

const ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"];

test("a window and the rest of its week: a moment is frozen by one of the two at least", () => {
  const time = fc
    .tuple(fc.constantFrom("Mon", "Wed", "Sat", "Sun"), fc.integer({ min: 0, max: 23 }))
    .map(([day, hour]) => `${day} ${String(hour).padStart(2, "0")}:30`);
  const moment = fc.date({
    min: new Date("2024-01-01"),
    max: new Date("2030-01-01"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(moment, time, time, fc.constantFrom(...ZONES), (now, from, to, zone) => {
      fc.pre(from !== to);
      const both = [
        { from, to, zone },
        { from: to, to: from, zone },
      ];
      expect(isFrozen(now, both)).toBe(true);
    }),
  );
});

test.each([
  ["Europe/Berlin", true],
  ["UTC", true],
  ["Europe/Berlim", false],
  ["", false],
])("%j is a time zone: %s", (zone, expected) => {
  expect(isTimeZone(zone)).toBe(expected);
});
