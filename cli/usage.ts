import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { inProvider, jobRequest } from "@/server/context";
import { reasonInput } from "@/server/licensing/input";
import { parseInput } from "@/server/parse-input";
import { decideSetAside, listSetAside } from "@/server/usage/corrections/decide-set-aside";
import { setAsideInput } from "@/server/usage/corrections/input";
import type { SetAsideDecision } from "@/server/usage/states";
import { authorities } from "./authorities";
import { type Command, strings, table } from "./command";
import { conflicts } from "./conflicts";
import { corrections } from "./corrections";

const request = () => jobRequest("command line");

/** Records that one listing shows. */
const most = 200;

const decide =
  (decision: SetAsideDecision): Command["run"] =>
  async (options, [record = ""]) => {
    const { reason, records } = parseInput(setAsideInput.omit({ customerId: true }).extend({ reason: reasonInput }), {
      records: [record],
      reason: options.reason,
    });
    const answer = await inProvider(request(), async (ctx) => {
      const { id: customerId } = await customerByIdOrIdentifier(ctx, options.customer ?? "");
      return decideSetAside(ctx, { customerId, records, decision, reason });
    });
    return { json: answer, text: answer.decided > 0 ? `The record is ${decision}.` : `It was ${decision} before.` };
  };

/** Corrections, whose figures count, and use that is set aside because it is above a meter's plausible maximum. */
export const usage: Command[] = [
  {
    name: "usage set-aside",
    like: ["usage.setAside"],
    usage: "[--customer ID|IDENTIFIER]",
    options: strings("customer"),
    run: async ({ customer }) => {
      const { rows } = await inProvider(request(), async (ctx) => {
        const customerId = customer === undefined ? undefined : (await customerByIdOrIdentifier(ctx, customer)).id;
        return listSetAside(ctx, { customerId, limit: most });
      });
      const columns = ["record", "customer", "meter", "quantity", "time", "why"];
      return {
        json: rows,
        text: table(
          columns,
          rows.map((row) => [
            row.digest,
            row.customerName,
            row.meter,
            row.quantity,
            row.endedAt.toISOString(),
            row.reason ?? "",
          ]),
        ),
      };
    },
  },
  {
    name: "usage release",
    like: ["usage.release"],
    usage: "RECORD --customer ID|IDENTIFIER --reason TEXT",
    options: strings("customer", "reason"),
    positionals: ["RECORD"],
    required: ["customer", "reason"],
    run: decide("released"),
  },
  {
    name: "usage reject",
    like: ["usage.reject"],
    usage: "RECORD --customer ID|IDENTIFIER --reason TEXT",
    options: strings("customer", "reason"),
    positionals: ["RECORD"],
    required: ["customer", "reason"],
    run: decide("rejected"),
  },
  ...authorities,
  ...corrections,
  ...conflicts,
];
