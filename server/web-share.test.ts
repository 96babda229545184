import { expect, test } from "vitest";
import { connectionsOf, MOST_WEB_PROCESSES, webShare } from "./web-share.mjs";

const mib = 1024 ** 2;
const counts = Array.from({ length: MOST_WEB_PROCESSES }, (_, n) => n + 1);

test("one process has what it always had", () => {
  expect(webShare(1)).toEqual({
    connections: 12,
    usage: { each: 3, total: 8, waiting: 21 },
    bodies: { each: 64 * mib, total: 256 * mib },
    files: { each: 1, total: 2, waiting: 2 },
  });
});

test("of any number each is able to work, and a sender has no larger part of many than of one", () => {
  for (const count of counts) {
    const { connections, usage, bodies } = webShare(count);
    expect(connections).toBeGreaterThanOrEqual(4);
    expect(usage.each / connections).toBeLessThanOrEqual(0.25);
    expect(usage.total).toBeLessThan(connections);
    expect(usage.each).toBeLessThan(usage.total);
    // Every sender may have 24 requests in flight, and the largest body, sent and unpacked, fits.
    expect(usage.each + usage.waiting).toBe(24);
    expect(bodies.each).toBeGreaterThanOrEqual(32 * mib);
  }
});

test("together they stay within bounds", () => {
  for (const count of counts.slice(0, 4)) {
    expect(count * webShare(count).bodies.total).toBeLessThanOrEqual(256 * mib);
    // PostgreSQL's own standard, three of 100 reserved, is enough for four.
    expect(connectionsOf(count)).toBeLessThanOrEqual(97);
  }
  expect(connectionsOf(5)).toBeGreaterThan(97);
});
