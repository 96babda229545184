import { describe, expect, test } from "vitest";
import { ownEventFinding } from "@/components/billing/own-event-words";
import type { ShownEvent } from "@/components/events/shown-event";
import { eventFacts } from "./event-facts";
import { eventSteps } from "./event-steps";
import { eventFinding } from "./event-words";

const at = (seconds: number) => new Date(Date.parse("2026-11-21T09:30:00Z") + seconds * 1000);
const candidate = {
  cloudId: "cld_b",
  flavor: "bk1.large",
  image: "debian-12",
  pricePerHour: "0.064",
  currency: "EUR",
  refused: [],
};

/** What a page reads of a crossing of 1 unit in cloud B; the parts a case is about are given. */
const page = (part: object): ShownEvent =>
  ({
    event: {
      id: "evt_1",
      number: 2031,
      cloudId: "cld_b",
      raisedAt: at(4),
      limit: "8",
      aggregate: "9",
      excess: "1",
      rate: "0.05",
      currency: "EUR",
      breakdown: {},
    },
    meter: { name: "Units", unit: "units", decimals: 0 },
    parameter: { thresholdPercent: "90", overflowPolicy: "automatic", placement: "placed" },
    standing: { thresholdMetAt: at(-3600), candidate },
    clouds: [{ id: "cld_b", name: "Cloud B", colorIndex: 2 }],
    zone: "UTC",
    overflow: null,
    steps: [],
    charges: [],
    notices: [],
    exchanges: [],
    machine: null,
    firstMachine: null,
    license: null,
    applicationStartedAt: null,
    ...part,
  }) as unknown as ShownEvent;
const overflow = (state: string, part: object = {}) => ({
  state,
  resource: candidate,
  placed: "1",
  carried: null,
  changedAt: at(5),
  ...part,
});
const step = (name: string, state: string, from: number, to: number | null, part: object = {}) => ({
  step: name,
  state,
  attempts: 1,
  evidence: {},
  error: null,
  nextAttemptAt: null,
  startedAt: at(from),
  endedAt: to === null ? null : at(to),
  ...part,
});
const titles = (given: ShownEvent, now = at(60)) =>
  eventSteps(given, now).map(({ title, state }) => `${title}: ${state}`);

describe("an event's timeline", () => {
  test("has twelve steps, to come until they begin", () => {
    expect(titles(page({ overflow: overflow("requested") }))).toEqual([
      "Threshold met: done",
      "Raised: done",
      "Identifying a resource: running",
      "Configured: todo",
      "Creating: todo",
      "Installing: todo",
      "Enrolled: todo",
      "Entitlements acknowledged: todo",
      "Application running: todo",
      "Portion carried: todo",
      "Cloud notified: todo",
      "Billed: todo",
    ]);
  });

  test("waits for the acknowledgement before the application starts", () => {
    const steps = [
      step("resource_identified", "done", 5, 5),
      step("configured", "done", 6, 6),
      step("creating", "done", 7, 281, { attempts: 2 }),
      step("installing", "done", 281, 478),
      step("enrolled", "done", 482, 482),
      step("entitled", "running", 482, null),
    ];
    const shown = titles(page({ overflow: overflow("enrolled"), steps }), at(600));
    expect(shown.slice(4, 9)).toEqual([
      "Created, at the second attempt: retried",
      "Installed: done",
      "Enrolled: done",
      "Waiting for the machine to acknowledge its entitlements: running",
      "Application running: todo",
    ]);
  });

  test("times are of the end, durations from the end of the step before", () => {
    const steps = [step("resource_identified", "done", 5, 5), step("configured", "done", 65, 65)];
    const [threshold, raised, identified, configured] = eventSteps(
      page({ overflow: overflow("configured"), steps }),
      at(70),
    );
    expect(threshold).toMatchObject({ time: "08:30:00", duration: "1 h before" });
    expect(raised).toMatchObject({ time: "09:30:04" });
    expect(identified).toMatchObject({ time: "09:30:05", duration: "1 s" });
    expect(configured).toMatchObject({ time: "09:31:05", duration: "1 min" });
  });

  test("every time is in the page's zone, whichever day it is there", () => {
    const customer = { name: "Hull & Son", identifier: "hull", timeZone: "Asia/Tokyo" };
    const zone = "Asia/Tokyo";
    const given = page({
      customer,
      zone,
      overflow: overflow("held_approval", { answerDueAt: at(7200), askedAt: at(5) }),
      event: { ...page({}).event, windowStart: at(0), windowEnd: at(3600), ordinal: 1, amountMinor: 5n },
      parameter: { period: "hour", anchorDay: 1, thresholdPercent: "90", placement: "placed" },
      service: { name: "Compute node" },
      standing: { thresholdMetAt: at(-18 * 3600), candidate },
    });
    const [threshold, raised, held] = eventSteps(given, at(70));
    // 15:30 UTC of the day before is 00:30 of the same day there.
    expect(threshold?.time).toBe("00:30:00");
    expect(raised?.time).toBe("18:30:04");
    expect(held?.detail).toContain("until 20:30");
    expect(eventFinding(given)).toMatch(/at 18:30 Tokyo time\. .* until 20:30 Tokyo time/);
    expect(ownEventFinding(given)).toMatch(/at 18:30 Tokyo time\./);
    expect(eventFacts(given, at(70)).find(({ label }) => label === "Window, ordinal")).toMatchObject({
      value: "21 Nov, 18:30, 1",
      small: "until 21 Nov, 19:30 Tokyo time",
    });
    expect(JSON.stringify([eventSteps(given, at(70)), eventFinding(given)])).not.toContain("UTC");
    // Staff read UTC: a window of a day of the customer does not begin at their midnight.
    const daily = { period: "day", anchorDay: 1, thresholdPercent: "90", placement: "placed" };
    const event = { ...given.event, windowStart: new Date("2026-11-20T15:00:00Z") };
    const ofStaff = eventFacts({ ...given, zone: "UTC", event, parameter: daily } as typeof given, at(70));
    expect(ofStaff.find(({ label }) => label === "Window, ordinal")?.value).toBe("20 Nov, 15:00, 1");
  });

  test("what happened in one transaction took no time worth saying", () => {
    const steps = [step("resource_identified", "done", 4, 4), step("configured", "done", 4, 4)];
    const shown = eventSteps(page({ overflow: overflow("configured"), steps }), at(70));
    expect(shown.slice(2, 4).map(({ duration }) => duration)).toEqual([undefined, undefined]);
  });

  test("evidence is written with units and prices, as people read it", () => {
    const evidence = { price: "0.064 EUR an hour", capacity: "1", cloud: "cld_b", refused: "bk1.small: too small" };
    const steps = [step("resource_identified", "done", 4, 5, { evidence })];
    const shown = eventSteps(page({ overflow: overflow("resource_identified"), steps }), at(70));
    expect(shown[2]?.evidence).toEqual([
      [
        { name: "cloud", text: "Cloud B" },
        { name: "capacity", text: "1 unit" },
        { name: "price", text: "€0.064/h" },
      ],
    ]);
  });

  test("a failed attempt names the error and the next one; the last of them is stuck", () => {
    const failed = (nextAttemptAt: Date | null) =>
      page({
        overflow: overflow("creating"),
        steps: [step("creating", "failed", 7, 9, { error: "No capacity left", nextAttemptAt })],
      });
    const again = eventSteps(failed(at(30)), at(10)).find(({ id }) => id === "creating");
    expect(again).toMatchObject({ title: "Creating", state: "retried" });
    expect(again?.detail).toContain("No capacity left. Next attempt 09:30:30.");
    expect(eventSteps(failed(null), at(10)).find(({ id }) => id === "creating")?.state).toBe("failed");
  });

  test("declined: no machine is to come, the excess is billed", () => {
    const charges = [
      {
        id: "chrg_1",
        billingEventId: "evt_1",
        quantity: "1",
        rate: "0.05",
        amountMinor: 5n,
        currency: "EUR",
        state: "posted",
        createdAt: at(5),
      },
    ];
    expect(titles(page({ overflow: overflow("declined", { reason: "The answer was no." }), charges }))).toEqual([
      "Threshold met: done",
      "Raised: done",
      "Declined: done",
      "Billed: done",
    ]);
  });

  test("a question stands before the resource", () => {
    const held = overflow("held_approval", { askedAt: at(5), answerDueAt: at(3600) });
    expect(titles(page({ overflow: held })).slice(2, 4)).toEqual([
      "Waiting for approval: running",
      "Resource identified: todo",
    ]);
  });
});
