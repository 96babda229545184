import { exportAnswer, queryOf } from "@/app/export-answer";

/** The inventory as it is filtered. */
export function GET(request: Request) {
  const filter = queryOf(request);
  return exportAnswer("inventory", async (api) => ({ rows: await api.clouds.inventory(filter), nextCursor: null }), [
    { head: "Cloud", of: (row) => row.cloudName },
    { head: "Flavor", of: (row) => row.flavor },
    { head: "Image", of: (row) => row.image },
    { head: "vCPU", of: (row) => row.vcpu },
    { head: "Memory bytes", of: (row) => row.memoryBytes },
    { head: "Storage bytes", of: (row) => row.storageBytes },
    { head: "Price an hour", of: (row) => row.pricePerHour },
    { head: "Currency", of: (row) => row.currency },
    { head: "Still fit", of: (row) => row.capacity },
    { head: "Reserved", of: (row) => row.reserved },
    { head: "Polled (UTC)", of: (row) => row.seenAt },
  ]);
}
