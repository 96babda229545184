import { customers } from "@/db/schema";
import { type BillingWindow, type BillingZone, billingWindow } from "../periods";

/** The columns of a customer that its billing windows are made by (`billingWindow`, server/periods.ts). */
export const billingZone = { timeZone: customers.timeZone, earlier: customers.earlierZones };

/** The window of a period that runs, and the one that follows it. */
export type ZonePeriod = { period: (typeof periodsOfZone)[number]; running: BillingWindow; next: BillingWindow };
/** The periods that follow a customer's time zone; limits may anchor them otherwise. */
export const periodsOfZone = ["day", "week", "month"] as const;

/** The days, weeks and months that run now, and which follow. */
export const zonePeriods = (zone: BillingZone, now: Date): ZonePeriod[] =>
  periodsOfZone.map((period) => {
    const running = billingWindow(period, now, zone);
    return { period, running, next: billingWindow(period, running.end, zone) };
  });
