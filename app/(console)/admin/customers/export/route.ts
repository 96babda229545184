import { moneyToDecimal } from "@/server/money";
import { customerFilter } from "@/server/trpc/routers/customers";
import { exportAnswer, exportPage, queryOf } from "../../export-answer";

/** Customers as they are filtered. */
export function GET(request: Request) {
  const { q, ...rest } = queryOf(request);
  const { state } = customerFilter.catch({}).parse(rest);
  return exportAnswer("customers", (api, after) => api.customers.list({ search: q, state, after, limit: exportPage }), [
    { head: "Id", of: (row) => row.id },
    { head: "Name", of: (row) => row.name },
    { head: "Account identifier", of: (row) => row.identifier },
    { head: "Identifier confirmed (UTC)", of: (row) => row.identifierConfirmedAt },
    { head: "State", of: (row) => row.state },
    { head: "Machines", of: (row) => row.machines },
    { head: "Waiting machines", of: (row) => row.waitingMachines },
    { head: "Currency", of: (row) => row.currency },
    {
      head: "Credit limit",
      of: (row) => moneyToDecimal({ minor: row.creditLimitMinor, currency: row.currency }),
    },
    { head: "Added (UTC)", of: (row) => row.createdAt },
  ]);
}
