import { exportAnswer } from "@/app/export-answer";

/** Every host cloud, as the list shows it. */
export function GET() {
  return exportAnswer("clouds", async (api) => ({ rows: await api.clouds.figures(), nextCursor: null }), [
    { head: "Cloud", of: (row) => row.name },
    { head: "Slug", of: (row) => row.slug },
    { head: "Driver", of: (row) => row.driver },
    { head: "Region", of: (row) => row.region },
    { head: "Machines", of: (row) => row.machines },
    { head: "Overflow machines", of: (row) => row.overflowMachines },
    { head: "Customers", of: (row) => row.customers },
    { head: "Flavors", of: (row) => row.flavors },
    { head: "Use last read (UTC)", of: (row) => row.lastPolledAt },
    { head: "Last error", of: (row) => row.lastError },
  ]);
}
