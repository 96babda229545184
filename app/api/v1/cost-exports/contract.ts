import { costQuestion } from "@/server/reads/input";
import type { Operation } from "../operation";

/** A route of its own: the file is streamed. */
export const exportCosts: Operation = {
  method: "get",
  path: "/cost-exports/focus",
  tag: "Money",
  summary: "What was billed as a FOCUS file: the lines, fees and tax of one statement, or of those issued in a time",
  action: "billing.read",
  like: ["statements.ownCosts", "statements.costs"],
  query: costQuestion,
  answers: {
    "200": {
      description: "FOCUS 1.2 with its costs; InvoiceId is the statement's number. A past time's file never changes.",
      schema: null,
      files: ["text/csv", "application/vnd.apache.parquet"],
    },
  },
};
