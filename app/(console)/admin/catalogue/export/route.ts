import { exportAnswer } from "@/app/export-answer";
import { chargedWords } from "@/components/plans/price-words";

/** Every plan with its service. */
export function GET() {
  return exportAnswer(
    "plans",
    async (api) => {
      const offers = await api.catalogue.allServices();
      return { rows: offers.flatMap((offer) => offer.plans.map((plan) => ({ offer, plan }))), nextCursor: null };
    },
    [
      { head: "Service", of: (row) => row.offer.name },
      { head: "Vendor", of: (row) => row.offer.vendorName },
      { head: "Plan", of: (row) => row.plan.name },
      { head: "Slug", of: (row) => row.plan.slug },
      { head: "Seats", of: (row) => row.plan.seats },
      { head: "Allocation at most, bytes", of: (row) => row.plan.allocationMaximumBytes },
      { head: "Service level", of: (row) => row.plan.serviceLevel },
      { head: "Version", of: (row) => row.plan.version?.number ?? "" },
      { head: "Charges", of: (row) => (row.plan.version ? chargedWords(row.plan.version).join("; ") : "") },
    ],
  );
}
