import { exportAnswer, exportPage, queryOf } from "@/app/export-answer";
import { validFilter } from "@/components/list/valid-filter";
import { customerFilter } from "@/server/configuration/input";
import { moneyToDecimal } from "@/server/money";

/** Customers as they are filtered. */
export function GET(request: Request) {
  const { q, ...rest } = queryOf(request);
  const { state } = validFilter(customerFilter, rest);
  return exportAnswer(
    "customers",
    (api, cursor) => api.customers.list({ search: q, state, cursor, limit: exportPage }),
    [
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
    ],
  );
}
