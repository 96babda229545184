import { exportAnswer, exportPage, queryOf } from "@/app/export-answer";

/** Whose figures count, as the list is filtered. */
export function GET(request: Request) {
  const { customer, meter, cloud } = queryOf(request);
  return exportAnswer(
    "usage-sources",
    (api, cursor) =>
      api.usage.currentAuthorities({
        ...{ customerId: customer, meter, cloud, cursor },
        limit: Math.min(exportPage, 200),
      }),
    [
      { head: "Customer", of: (row) => row.customerName },
      { head: "Cloud", of: (row) => row.cloudName ?? row.cloudId },
      { head: "Meter", of: (row) => row.meter },
      { head: "Counts", of: (row) => row.sourceKind },
      { head: "Since (UTC)", of: (row) => row.validFrom },
      { head: "Set by", of: (row) => row.setBy },
      { head: "Set (UTC)", of: (row) => row.createdAt },
      { head: "Reason", of: (row) => row.reason },
    ],
  );
}
