import { inProvider, jobRequest } from "@/server/context";
import { parseInput } from "@/server/parse-input";
import { authorityInput } from "@/server/usage/corrections/input";
import { setAuthority } from "@/server/usage/corrections/set-authority";
import { currentAuthorities } from "@/server/usage/questions/authorities";
import { authorityQuery } from "@/server/usage/questions/input";
import { type Command, flags, strings, table } from "./command";
import { corrected, customerIfNamed } from "./corrections";

/** Rows that one listing shows. */
const most = 200;

/** Whose figures count of a customer's meter in a cloud. */
export const authorities: Command[] = [
  {
    name: "usage authority list",
    like: ["usage.currentAuthorities"],
    usage: "[--customer ID|IDENTIFIER] [--meter METER] [--cloud ID|on-premises]",
    options: strings("customer", "meter", "cloud"),
    run: async ({ customer, meter, cloud }) => {
      const query = parseInput(authorityQuery, { meter, cloud, limit: most });
      const { rows } = await inProvider(jobRequest("command line"), async (ctx) =>
        currentAuthorities(ctx, { ...query, customerId: await customerIfNamed(ctx, customer) }),
      );
      return {
        json: rows,
        text: table(
          ["customer", "cloud", "meter", "counts", "since", "set by", "why"],
          rows.map((row) => [
            ...[row.customerName, row.cloudName ?? row.cloudId, row.meter, row.sourceKind],
            row.validFrom.getTime() === 0 ? "ever" : row.validFrom.toISOString(),
            ...[row.setBy, row.reason ?? ""],
          ]),
        ),
      };
    },
  },
  {
    name: "usage authority set",
    like: ["usage.setAuthority"],
    usage:
      "--customer ID|IDENTIFIER --cloud ID|SLUG|on-premises --meter METER --source agent|driver|program|file --from TIME --reason TEXT [--preview]",
    options: { ...strings("customer", "cloud", "meter", "source", "from", "reason"), ...flags("preview") },
    required: ["customer", "cloud", "meter", "source", "from", "reason"],
    run: ({ customer = "", cloud, meter, source, from, reason, preview }) => {
      const { preview: _, ...decision } = parseInput(authorityInput, {
        ...{ customerId: customer, cloudId: cloud, meter, sourceKind: source, validFrom: from, reason },
      });
      return corrected(customer, preview === "true", (ctx, customerId) =>
        setAuthority(ctx, { ...decision, customerId }),
      );
    },
  },
];
