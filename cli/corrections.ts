import { adjustmentInput, adjustmentQuery } from "@/server/billing/input";
import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { type Context, inProvider, jobRequest } from "@/server/context";
import { moneyToDecimal } from "@/server/money";
import { listAdjustments } from "@/server/money/adjustments";
import type { AdjustmentDecision } from "@/server/money/states";
import { parseInput } from "@/server/parse-input";
import { backfillUsage } from "@/server/usage/corrections/back-fill";
import { amendUsage, voidUsage } from "@/server/usage/corrections/correct-usage";
import { amendedBy, amendInput, backfillInput, meantBy, voidInput } from "@/server/usage/corrections/input";
import { listCorrections } from "@/server/usage/corrections/list-corrections";
import type { Corrected } from "@/server/usage/corrections/make-correction";
import { type CorrectionAnswer, correctOrPreview } from "@/server/workflow/correct-or-preview";
import { decideProposed } from "@/server/workflow/decide-adjustment";
import { shownWindow } from "@/server/workflow/shown-limit";
import { type Command, flags, strings, table } from "./command";
import { useOptions, usesOfFile } from "./entered-uses";

const request = () => jobRequest("command line");

/** Rows that one listing shows. */
const most = 200;

const idOf = async (ctx: Context, customer: string) => (await customerByIdOrIdentifier(ctx, customer)).id;
export const customerIfNamed = async (ctx: Context, customer: string | undefined) =>
  customer === undefined ? undefined : idOf(ctx, customer);

/** Makes a correction for the customer that is named, or says what it would change. */
export async function corrected(
  customer: string,
  preview: boolean,
  correct: (ctx: Context, customerId: string) => Promise<Corrected>,
) {
  const answer = await inProvider(request(), async (ctx) => {
    const customerId = await idOf(ctx, customer);
    return correctOrPreview(ctx, { customerId, preview }, (tried) => correct(tried, customerId));
  });
  return answered(answer);
}

function answered({ correctionId, records, figures, duplicates, preview }: CorrectionAnswer) {
  const windows = preview?.windows.map(shownWindow) ?? null;
  const lines = [
    `${records} ${records === 1 ? "record" : "records"} ${preview ? "would be corrected" : "corrected"}.`,
    ...(duplicates > 0 ? [`${duplicates} of them were back-filled before, and are not stored again.`] : []),
    table(
      ["meter", "counted", "counts then"],
      figures.map(({ meter, before, after }) => [meter, before, after]),
    ),
    ...(windows && windows.length > 0
      ? [
          table(
            ["window", "meter", "use now", "use then", "charged", "to be taken back"],
            windows.map((window) => [
              `${window.windowStart} to ${window.windowEnd}`,
              window.meter,
              window.before?.use ?? "–",
              window.after.use,
              window.chargeMinor ?? "–",
              window.takenBackMinor ?? "–",
            ]),
          ),
          "Amounts are in minor units. Nothing was stored.",
        ]
      : []),
  ];
  return {
    json: { correctionId, records, figures, duplicates, windows, left: preview?.left ?? 0 },
    text: lines.join("\n"),
  };
}

const decide =
  (decision: AdjustmentDecision): Command["run"] =>
  async ({ customer = "", reason }, [id = ""]) => {
    await inProvider(request(), async (ctx) => {
      const input = parseInput(adjustmentInput, { customerId: await idOf(ctx, customer), id, reason });
      await decideProposed(ctx, { ...input, decision });
    });
    return { json: { id, decision }, text: `The adjustment is ${decision}.` };
  };

/** Corrections of use that counted, and what they propose to be taken back. */
export const corrections: Command[] = [
  {
    name: "usage void",
    like: ["corrections.void"],
    usage:
      "--customer ID|IDENTIFIER (--import IMPORT | --meter METER --from TIME --to TIME [--cloud ID] [--machine ID] [--source agent|driver|program|file]) --reason TEXT [--preview]",
    options: {
      ...strings("customer", "import", "meter", "from", "to", "cloud", "machine", "source", "reason"),
      ...flags("preview"),
    },
    required: ["customer", "reason"],
    run: ({ customer = "", import: importId, cloud, machine, source, preview, ...options }) => {
      const { reason, ...which } = parseInput(voidInput, {
        ...{ customerId: customer, importId, meter: options.meter, from: options.from, to: options.to },
        ...{ cloudId: cloud, machineId: machine, sourceKind: source, reason: options.reason },
      });
      return corrected(customer, preview === "true", (ctx, customerId) =>
        voidUsage(ctx, { customerId, which: meantBy(which), reason }),
      );
    },
  },
  {
    name: "usage amend",
    like: ["corrections.amend"],
    usage: "RECORD --customer ID|IDENTIFIER --ended-at TIME (--quantity N | --value TEXT) --reason TEXT [--preview]",
    options: { ...strings("customer", "ended-at", "quantity", "value", "reason"), ...flags("preview") },
    positionals: ["RECORD"],
    required: ["customer", "ended-at", "reason"],
    run: ({ customer = "", preview, ...options }, [record = ""]) => {
      const { reason, records } = parseInput(amendInput, {
        customerId: customer,
        records: [{ record, endedAt: options["ended-at"], quantity: options.quantity, value: options.value }],
        reason: options.reason,
      });
      return corrected(customer, preview === "true", (ctx, customerId) =>
        amendUsage(ctx, { customerId, records: amendedBy(records), reason }),
      );
    },
  },
  {
    name: "usage back-fill",
    like: ["corrections.backfill"],
    usage:
      "--customer ID|IDENTIFIER (--file FILE.json | --meter SLUG (--quantity N | --value TEXT) --time TIME [--start TIME] [--unit UNIT] [--cloud SLUG] [--machine ID]) --reason TEXT [--preview]",
    options: {
      ...strings("customer", "file", ...useOptions, "reason"),
      ...flags("preview"),
    },
    required: ["customer", "reason"],
    run: async ({ customer = "", file, preview, reason: why, ...use }) => {
      const { reason, records: uses } = parseInput(backfillInput, {
        ...{ customerId: customer, reason: why },
        records: file ? await usesOfFile(file) : [use],
      });
      return corrected(customer, preview === "true", (ctx, customerId) =>
        backfillUsage(ctx, { customerId, uses, reason }),
      );
    },
  },
  {
    name: "usage corrections",
    like: ["corrections.list"],
    usage: "[--customer ID|IDENTIFIER]",
    options: strings("customer"),
    run: async ({ customer }) => {
      const { rows } = await inProvider(request(), async (ctx) =>
        listCorrections(ctx, { customerId: await customerIfNamed(ctx, customer), limit: most }),
      );
      return {
        json: rows,
        text: table(
          ["correction", "customer", "kind", "records", "what", "by", "at", "why"],
          rows.map((row) => [
            row.id,
            row.customerName,
            row.kind,
            String(row.records),
            row.figures.map(({ meter, before, after }) => `${meter} ${before} → ${after}`).join(", "),
            row.madeBy,
            row.madeAt.toISOString(),
            row.reason,
          ]),
        ),
      };
    },
  },
  {
    name: "adjustment list",
    like: ["corrections.adjustments"],
    usage: "[--customer ID|IDENTIFIER] [--state proposed|confirmed|rejected|withdrawn]",
    options: strings("customer", "state"),
    run: async ({ customer, state }) => {
      const query = parseInput(adjustmentQuery, { state, limit: most });
      const { rows } = await inProvider(request(), async (ctx) =>
        listAdjustments(ctx, { ...query, customerId: await customerIfNamed(ctx, customer) }),
      );
      return {
        json: rows.map((row) => ({ ...row, amountMinor: row.amountMinor.toString() })),
        text: table(
          ["adjustment", "customer", "meter", "window", "billed", "due", "amount", "state"],
          rows.map((row) => [
            ...[row.id, row.customerId, row.meter, row.windowStart.toISOString(), row.billed, row.due],
            `${moneyToDecimal({ minor: row.amountMinor, currency: row.currency })} ${row.currency}`,
            row.state,
          ]),
        ),
      };
    },
  },
  {
    name: "adjustment confirm",
    like: ["corrections.confirm"],
    usage: "ADJUSTMENT --customer ID|IDENTIFIER --reason TEXT",
    options: strings("customer", "reason"),
    positionals: ["ADJUSTMENT"],
    required: ["customer", "reason"],
    run: decide("confirmed"),
  },
  {
    name: "adjustment reject",
    like: ["corrections.reject"],
    usage: "ADJUSTMENT --customer ID|IDENTIFIER --reason TEXT",
    options: strings("customer", "reason"),
    positionals: ["ADJUSTMENT"],
    required: ["customer", "reason"],
    run: decide("rejected"),
  },
];
