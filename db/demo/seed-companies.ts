import { requestCreditLimit } from "@/server/configuration/request-credit-limit";
import { inProvider, jobRequest } from "@/server/context";
import { deliverDueNotices } from "@/server/workflow/deliver-due-notices";
import { asOwner } from "./actors";
import { companies } from "./companies";
import { releaseReplaced, tellMachines } from "./seed-machines";
import { tellCompany, tellStaff } from "./seed-people";
import { tellUsage } from "./seed-usage";
import type { SimulatedMachine } from "./simulated-machine";

const day = 24 * 3_600_000;

/** A company of the story, with the machines that the simulation goes on with. */
type ToldCompany = { customerId: string; identifier: string; simulated: SimulatedMachine[] };

/**
 * Plays the story of the staff and of every company up to `now`. The second argument sets the time of this process:
 * each event of the story is done, and mailed, at its own time.
 * @returns the companies
 */
export async function tellCompanies(now: Date, tell: (at: Date) => void): Promise<ToldCompany[]> {
  const ago = (days: number) => {
    const at = new Date(now.getTime() - days * day);
    tell(at);
    return jobRequest("story", at);
  };
  const staffed = ago(370);
  await tellStaff(staffed.now);
  await deliverDueNotices(staffed);
  const told: ToldCompany[] = [];
  for (const [place, company] of companies.entries()) {
    // An hour apart, so that lists have the story's order.
    const founded = ago(366 - place / 24);
    const customerId = await tellCompany(company, founded.now);
    await deliverDueNotices(founded);
    const { identifier } = company;
    const { machineIds, simulated } = await tellMachines({ customerId, identifier, now });
    if (!company.creditLimit) {
      const asked = { customerId, amount: "2000", reason: "The cold store grows" };
      const lately = ago(2);
      await inProvider(await asOwner(identifier, customerId, lately.now), (ctx) => requestCreditLimit(ctx, asked));
      await deliverDueNotices(lately);
    }
    await tellUsage({ customerId, company, machineIds, now }, tell);
    const present = ago(0);
    await releaseReplaced({ customerId, identifier, now, machineIds });
    await deliverDueNotices(present);
    told.push({ customerId, identifier, simulated });
  }
  return told;
}
