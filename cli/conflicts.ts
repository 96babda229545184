import { inProvider, jobRequest } from "@/server/context";
import { parseInput } from "@/server/parse-input";
import { amendConflict, dismissConflicts } from "@/server/usage/corrections/decide-conflict";
import { amendConflictInput, conflictQuery, dismissInput } from "@/server/usage/corrections/input";
import { listConflicts } from "@/server/usage/corrections/usage-conflicts";
import type { StoredRecord } from "@/server/usage/store/stored-records";
import { type Command, flags, strings, table } from "./command";
import { corrected, customerIfNamed } from "./corrections";

/** Rows that one listing shows. */
const most = 200;

const content = (row: StoredRecord | null) =>
  row ? `${row.quantity} ${row.meter}, ${row.endedAt.toISOString()}` : "–";

/** Other content that came under identities that were taken, and what is decided about it. */
export const conflicts: Command[] = [
  {
    name: "usage conflicts",
    like: ["corrections.conflicts"],
    usage: "[--customer ID|IDENTIFIER] [--source SOURCE] [--state waiting|dismissed|amended]",
    options: strings("customer", "source", "state"),
    run: async ({ customer, ...filter }) => {
      const query = parseInput(conflictQuery, { ...filter, limit: most });
      const { rows } = await inProvider(jobRequest("command line"), async (ctx) =>
        listConflicts(ctx, { ...query, customerId: await customerIfNamed(ctx, customer) }),
      );
      return {
        json: rows,
        text: table(
          ["record", "customer", "source and id", "stands", "came", "by", "at", "state"],
          rows.map((row) => [
            ...[row.digest, row.customerName, `${row.source} ${row.came.eventId}`],
            ...[content(row.stands), content(row.came), row.sentBy, row.cameAt.toISOString()],
            row.decision ?? "waiting",
          ]),
        ),
      };
    },
  },
  {
    name: "usage conflict-dismiss",
    like: ["corrections.dismissConflicts"],
    usage: "RECORD --customer ID|IDENTIFIER --reason TEXT",
    options: strings("customer", "reason"),
    positionals: ["RECORD"],
    required: ["customer", "reason"],
    run: async ({ customer = "", reason }, [record = ""]) => {
      const answer = await inProvider(jobRequest("command line"), async (ctx) => {
        const customerId = await customerIfNamed(ctx, customer);
        return dismissConflicts(ctx, parseInput(dismissInput, { customerId, records: [record], reason }));
      });
      return { json: answer, text: answer.decided > 0 ? "The conflict is dismissed." : "It was dismissed before." };
    },
  },
  {
    name: "usage conflict-amend",
    like: ["corrections.amendConflict"],
    usage: "RECORD --customer ID|IDENTIFIER --reason TEXT [--preview]",
    options: { ...strings("customer", "reason"), ...flags("preview") },
    positionals: ["RECORD"],
    required: ["customer", "reason"],
    run: ({ customer = "", reason, preview }, [record = ""]) => {
      const input = parseInput(amendConflictInput, { customerId: customer, record, reason });
      return corrected(customer, preview === "true", (ctx, customerId) => amendConflict(ctx, { ...input, customerId }));
    },
  },
];
