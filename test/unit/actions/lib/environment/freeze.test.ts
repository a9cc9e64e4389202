import { describe, expect, test } from "@jest/globals";
import { isFrozen, isTimeZone } from "../../../../../actions/lib/environment/freeze.ts";
import fc from "../../../../support/fast-check.ts";

const frozen = (moment: string, from: string, to: string, zone = "Europe/Berlin") =>
  isFrozen(new Date(moment), [{ from, to, zone }]);

// 2026-06-05 is a Friday; Berlin is two hours ahead of UTC in summer, one in winter.
test.each([
  ["before it", "2026-06-05T13:59:59Z", false],
  ["at its beginning", "2026-06-05T14:00:00Z", true],
  ["on Sunday", "2026-06-07T12:00:00Z", true],
  ["a second before its end", "2026-06-08T04:59:59Z", true],
  ["at its end", "2026-06-08T05:00:00Z", false],
  ["in winter, at its beginning", "2026-01-09T15:00:00Z", true],
  ["in winter, an hour before it", "2026-01-09T14:59:59Z", false],
])("a window from Fri 16:00 to Mon 07:00, %s", (_, moment, expected) => {
  expect(frozen(moment, "Fri 16:00", "Mon 07:00")).toBe(expected);
});

describe("a change to or from daylight saving time", () => {
  // Europe/Berlin: forward on 2026-03-29 at 02:00 (01:00Z), back on 2026-10-25 at 03:00 (01:00Z). Both are Sundays.
  test.each([
    [
      "a window over the change in spring ends at the new offset",
      "2026-03-30T04:59:59Z",
      "Fri 16:00",
      "Mon 07:00",
      true,
    ],
    [
      "a window over the change in spring is over at its end",
      "2026-03-30T05:00:00Z",
      "Fri 16:00",
      "Mon 07:00",
      false,
    ],
    [
      "a window over the change in autumn ends at the new offset",
      "2026-10-26T05:59:59Z",
      "Fri 16:00",
      "Mon 07:00",
      true,
    ],
    [
      "a window over the change in autumn is over at its end",
      "2026-10-26T06:00:00Z",
      "Fri 16:00",
      "Mon 07:00",
      false,
    ],
    [
      "a window that ends in the repeated hour ends the second time",
      "2026-10-25T01:29:59Z",
      "Sat 20:00",
      "Sun 02:30",
      true,
    ],
    [
      "a window that ends in the repeated hour goes on between the two times",
      "2026-10-25T00:45:00Z",
      "Sat 20:00",
      "Sun 02:30",
      true,
    ],
    [
      "a window that ends in the repeated hour is over after the second time",
      "2026-10-25T01:30:00Z",
      "Sat 20:00",
      "Sun 02:30",
      false,
    ],
    [
      "a window that begins in the repeated hour begins the first time",
      "2026-10-25T00:30:00Z",
      "Sun 02:30",
      "Sun 12:00",
      true,
    ],
    [
      "a window that begins in the repeated hour goes on between the two times",
      "2026-10-25T01:15:00Z",
      "Sun 02:30",
      "Sun 12:00",
      true,
    ],
    [
      "a window that begins in the repeated hour does not begin before the first time",
      "2026-10-25T00:29:59Z",
      "Sun 02:30",
      "Sun 12:00",
      false,
    ],
    [
      "a window that begins in the skipped hour begins at the change at the latest",
      "2026-03-29T01:00:00Z",
      "Sun 02:30",
      "Sun 12:00",
      true,
    ],
    [
      "a window that ends in the skipped hour ends at the change at the earliest",
      "2026-03-29T00:59:59Z",
      "Sat 20:00",
      "Sun 02:30",
      true,
    ],
    [
      "a window that ends in the skipped hour does end",
      "2026-03-29T01:30:00Z",
      "Sat 20:00",
      "Sun 02:30",
      false,
    ],
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
])("a window from %s to %s in UTC, at %s", (from, to, moment, expected) => {
  expect(frozen(moment, from, to, "UTC")).toBe(expected);
});

test("a window uses the weekday of its zone, however far the zone is from UTC", () => {
  // Kiritimati is 14 hours ahead of UTC, Midway 11 behind.
  expect(frozen("2026-06-04T10:30:00Z", "Fri 00:00", "Fri 12:00", "Pacific/Kiritimati")).toBe(true);
  expect(frozen("2026-06-06T10:30:00Z", "Fri 12:00", "Sat 00:00", "Pacific/Midway")).toBe(true);
});

test("one of several windows is enough, and no window freezes nothing", () => {
  const windows = [
    { from: "Mon 00:00", to: "Mon 01:00", zone: "UTC" },
    { from: "Fri 00:00", to: "Sat 00:00", zone: "UTC" },
  ];
  expect(isFrozen(new Date("2026-06-05T12:00:00Z"), windows)).toBe(true);
  expect(isFrozen(new Date("2026-06-05T12:00:00Z"), [])).toBe(false);
});

const ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"];

test("every moment is frozen by a window or by the rest of its week", () => {
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
])("whether %j is a time zone: %s", (zone, expected) => {
  expect(isTimeZone(zone)).toBe(expected);
});
