import { exportAnswer, exportPage, queryOf } from "@/app/export-answer";
import { paymentColumns } from "@/app/statement-file";

/** Payments as they are filtered. */
export function GET(request: Request) {
  const filter = queryOf(request);
  return exportAnswer(
    "payments",
    (api, cursor) => api.payments.list({ ...filter, cursor, limit: exportPage }),
    paymentColumns,
  );
}
