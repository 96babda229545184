/** A use of a random year: so many requests on a day, reported some days later. Days count from 1 January 2026, UTC. */
export type DrawnUse = { day: number; quantity: number; late: number };

/** What is agreed for the year: a limit of requests a day, its rate, and the fee of a plan that begins on a day. */
export type Agreed = { limit: number; rateMinor: bigint; feeMinor: bigint; feeFrom: number };

const dayMs = 86_400_000;
const begin = Date.UTC(2026, 0, 1);
export const atDay = (day: number, hour = 12): Date => new Date(begin + day * dayMs + hour * 3_600_000);
/** Month-ends are on the first at 09:00. */
const monthStart = (month: number) => Date.UTC(2026, month, 1);
const monthOf = (at: number) => new Date(at).getUTCMonth() + 12 * (new Date(at).getUTCFullYear() - 2026);

/**
 * What the statement of each month must come to, in minor units: worked out from the uses alone, in another way than
 * the product does it. A day's use above the limit costs the rate; what a report adds to it is billed for the month of
 * the day, or for the month that is open when it is reported. Fees go by the second.
 */
export function expectedYear(uses: readonly DrawnUse[], agreed: Agreed): bigint[] {
  const months = Array.from({ length: 12 }, () => 0n);
  const reports = uses
    .map((use, n) => ({ ...use, n, reported: atDay(use.day + use.late, 14).getTime() }))
    .sort((a, b) => a.reported - b.reported || a.n - b.n);
  const totals = new Map<number, number>();
  for (const { day, quantity, reported } of reports) {
    const before = totals.get(day) ?? 0;
    totals.set(day, before + quantity);
    const above = (total: number) => BigInt(Math.max(0, total - agreed.limit));
    const added = (above(before + quantity) - above(before)) * agreed.rateMinor;
    // Reports are at 14:00, month-ends at 09:00: the month before the one of the report is closed.
    const month = Math.max(monthOf(atDay(day).getTime()), monthOf(reported));
    months[month] = (months[month] ?? 0n) + added;
  }
  for (let month = 0; month < 12; month++) {
    const [start, end] = [monthStart(month), monthStart(month + 1)];
    const from = Math.min(end, Math.max(start, atDay(agreed.feeFrom, 0).getTime()));
    const [part, whole] = [BigInt((end - from) / 1000), BigInt((end - start) / 1000)];
    const fee = (2n * agreed.feeMinor * part + whole) / (2n * whole);
    months[month] = (months[month] ?? 0n) + fee;
  }
  return months;
}
