import { exportAnswer, exportPage, queryOf } from "@/app/export-answer";
import { validFilter } from "@/components/list/valid-filter";
import { conflictFilter } from "@/server/usage/corrections/input";

/** Conflicts of use as they are filtered. */
export function GET(request: Request) {
  const given = queryOf(request);
  const { source, state = "waiting" } = validFilter(conflictFilter, given);
  const asked = { customerId: given.customer, source, state };
  return exportAnswer(
    "usage-conflicts",
    (api, cursor) => api.corrections.conflicts({ ...asked, cursor, limit: Math.min(exportPage, 200) }),
    [
      { head: "Customer", of: (row) => row.customerName },
      { head: "Source", of: (row) => row.source },
      { head: "Id", of: (row) => row.came.eventId },
      { head: "Meter that stands", of: (row) => row.stands?.meter },
      { head: "Quantity that stands", of: (row) => row.stands?.quantity },
      { head: "Used to, stands (UTC)", of: (row) => row.stands?.endedAt },
      { head: "Meter that came", of: (row) => row.came.meter },
      { head: "Quantity that came", of: (row) => row.came.quantity },
      { head: "Used to, came (UTC)", of: (row) => row.came.endedAt },
      { head: "Sent by", of: (row) => row.sentBy },
      { head: "Came (UTC)", of: (row) => row.cameAt },
      { head: "State", of: (row) => row.decision ?? "waiting" },
      { head: "Decided by", of: (row) => row.decidedBy },
      { head: "Reason", of: (row) => row.reason },
    ],
  );
}
