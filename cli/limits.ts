import { addSubscriptionInput, changeLimitInput, endLimitInput, timeNamed } from "@/server/billing/input";
import {
  listSubscriptions,
  newestLimitOf,
  type SubscriptionRow,
  subscriptionOfLimit,
} from "@/server/billing/list-subscriptions";
import { planBySlug } from "@/server/catalogue/queries";
import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { type Context, inProvider, jobRequest } from "@/server/context";
import { moneyToDecimal } from "@/server/money";
import { parseInput } from "@/server/parse-input";
import { otherUseInput } from "@/server/usage/corrections/input";
import { changeLimit, endLimit, subscribe } from "@/server/workflow/agree-limits";
import { changeOrPreview, type LimitAnswer } from "@/server/workflow/preview-change";
import { previewOtherUse, type UsePreview } from "@/server/workflow/preview-use";
import { shownAnswer, shownLimit } from "@/server/workflow/shown-limit";
import { shownUsePreview } from "@/server/workflow/shown-use";
import { type Command, flags, strings, table } from "./command";
import { useOptions, usesOfFile } from "./entered-uses";

const request = () => jobRequest("command line");

/** Options of a limit's terms, and the fields of the input that they fill. */
const terms = {
  limit: "limit",
  threshold: "thresholdPercent",
  rate: "overRate",
  step: "billingStep",
  above: "overflowPolicy",
  machines: "overflowMachinesMax",
  "answer-minutes": "answerMinutes",
  "cost-cap": "costCap",
  cloud: "cloud",
  factor: "billingFactor",
  covers: "covers",
  shares: "referenceShares",
  "under-credit": "underCredit",
} as const;
const termOptions = Object.keys(terms);

const termsOf = (options: Record<string, string | undefined>) =>
  Object.fromEntries(
    Object.entries(terms).flatMap(([option, field]) =>
      options[option] === undefined ? [] : [[field, options[option]]],
    ),
  );

const columns = ["limit", "plan", "meter", "quantity", "cloud", "period", "rate", "from", "to"];
const cellsOf = (row: SubscriptionRow) => {
  const { id, plan, meter, unit, limit, cloud, period, anchorDay, overRate, validFrom, validTo } = shownLimit(row);
  const quantity = limit === null ? "–" : `${limit} ${unit}`;
  const anchored = anchorDay === 1 ? period : `${period} from ${anchorDay}`;
  return [id, plan, meter, quantity, cloud ?? "all", anchored, overRate, validFrom, validTo ?? "–"];
};

const windowColumns = ["window from", "use", "limit", "above now", "above then", "charged at once"];

/** What came of a change: the limit as it is, or of a preview each window judged anew. */
function answered(answer: LimitAnswer, row: SubscriptionRow) {
  const json = shownAnswer(answer, row);
  if (!answer.preview) return { json, text: table(columns, [cellsOf(row)]) };
  const { windows, left } = answer.preview;
  const rows = windows.map(({ windowStart, before, after, charge }) => [
    windowStart.toISOString(),
    after.use,
    after.limit ?? "–",
    before?.excess ?? "–",
    after.excess,
    charge ? `${moneyToDecimal(charge)} ${charge.currency}` : "–",
  ]);
  const judged = rows.length > 0 ? table(windowColumns, rows) : "No window is judged again.";
  const rest = left > 0 ? [`${left} older windows were not judged.`] : [];
  return { json, text: ["Nothing is stored. What it would do:", judged, ...rest].join("\n") };
}

const useColumns = [
  "limit",
  "meter",
  "window from",
  "use now",
  "use then",
  "limit at",
  "above now",
  "above then",
  "follows",
];

/** What other use would do, window by window. */
function previewedUse(preview: UsePreview) {
  const json = shownUsePreview(preview);
  const left = preview.uses.flatMap(({ fate, reason }, n) =>
    reason ? [`Use ${n + 1} would be ${fate}: ${reason}`] : [],
  );
  const rows = json.standings.map(({ limitId, meter, windowStart, before, after, action }) => [
    ...[
      limitId,
      meter,
      windowStart,
      before.use,
      after.use,
      after.limit ?? "–",
      before.aboveLimit,
      after.aboveLimit,
      action,
    ],
  ]);
  const judged = rows.length > 0 ? table(useColumns, rows) : "No limit has a window then.";
  return { json, text: ["Nothing is stored. What it would do:", judged, ...left].join("\n") };
}

/** The customer and the limit that a command is about. */
async function limitNamed(ctx: Context, options: Record<string, string | undefined>, limitId: string) {
  const { id: customerId } = await customerByIdOrIdentifier(ctx, options.customer ?? "");
  return { customerId, parameterId: limitId };
}

export const limits: Command[] = [
  {
    name: "limit list",
    like: ["subscriptions.ofCustomer"],
    usage: "--customer ID|IDENTIFIER",
    options: strings("customer"),
    required: ["customer"],
    run: async ({ customer = "" }) => {
      const rows = await inProvider(request(), async (ctx) =>
        listSubscriptions(ctx, (await customerByIdOrIdentifier(ctx, customer)).id),
      );
      return { json: rows.map(shownLimit), text: table(columns, rows.map(cellsOf)) };
    },
  },
  {
    name: "limit add",
    like: ["subscriptions.add"],
    usage:
      "--customer ID|IDENTIFIER --plan SLUG --meter SLUG --limit N --rate N [--mode limit|offset] [--under-credit N] [--period month] [--anchor-day 1] [--cloud SLUG] [--factor 1] [--covers 'NAME=N,…'] [--shares 'CLOUD=N,…'] [--threshold 90] [--step 1] [--above off|restrict|ask|automatic] [--machines 2] [--answer-minutes 240] [--cost-cap AMOUNT] [--from TIME]",
    options: strings("customer", "plan", "mode", "meter", "period", "anchor-day", "from", ...termOptions),
    required: ["customer", "plan", "meter", "limit", "rate"],
    run: async ({ customer = "", period = "month", ...options }) => {
      const { plan, mode, from, ...parameter } = parseInput(addSubscriptionInput, {
        ...{ thresholdPercent: "90", billingStep: "1", overflowPolicy: "ask" },
        ...termsOf(options),
        ...{
          plan: options.plan,
          mode: options.mode,
          meter: options.meter,
          from: options.from,
          period,
          anchorDay: options["anchor-day"],
        },
      });
      const made = await inProvider(request(), async (ctx) => {
        const { id: customerId } = await customerByIdOrIdentifier(ctx, customer);
        const { id: planId } = await planBySlug(ctx, plan);
        const validFrom = timeNamed(ctx, from);
        const subscriptionId = await subscribe(ctx, { customerId, planId, validFrom, mode, parameters: [parameter] });
        return newestLimitOf(ctx, { customerId, subscriptionId });
      });
      return { json: shownLimit(made), text: table(columns, [cellsOf(made)]) };
    },
  },
  {
    name: "limit change",
    like: ["subscriptions.change"],
    usage:
      "LIMIT --customer ID|IDENTIFIER [--limit N] [--threshold N] [--rate N] [--under-credit N] [--step N] [--above off|restrict|ask|automatic] [--machines N] [--answer-minutes N] [--cost-cap AMOUNT] [--cloud SLUG|all] [--factor N] [--covers 'NAME=N,…'] [--shares 'CLOUD=N,…'] [--from TIME] [--preview]",
    options: { ...strings("customer", "from", ...termOptions), ...flags("preview") },
    positionals: ["LIMIT"],
    required: ["customer"],
    run: async (options, [limitId = ""]) => {
      const { from, preview, ...change } = parseInput(changeLimitInput, {
        ...termsOf(options),
        ...{ from: options.from, preview: options.preview },
      });
      return inProvider(request(), async (ctx) => {
        const id = await limitNamed(ctx, options, limitId);
        const answer = await changeOrPreview(ctx, { preview }, (tried) =>
          changeLimit(tried, { ...id, from: timeNamed(ctx, from), change }),
        );
        return answered(answer, await subscriptionOfLimit(ctx, id.customerId, limitId));
      });
    },
  },
  {
    name: "limit end",
    like: ["subscriptions.end"],
    usage: "LIMIT --customer ID|IDENTIFIER [--at TIME | --at never] [--preview]",
    options: { ...strings("customer", "at"), ...flags("preview") },
    positionals: ["LIMIT"],
    required: ["customer"],
    run: async (options, [limitId = ""]) => {
      const { at, preview } = parseInput(endLimitInput, {
        at: options.at === "never" ? null : options.at,
        preview: options.preview,
      });
      return inProvider(request(), async (ctx) => {
        const id = await limitNamed(ctx, options, limitId);
        const answer = await changeOrPreview(ctx, { preview }, (tried) =>
          endLimit(tried, { ...id, at: at === null ? null : timeNamed(ctx, at) }),
        );
        return answered(answer, await subscriptionOfLimit(ctx, id.customerId, limitId));
      });
    },
  },
  {
    name: "limit preview-use",
    like: ["subscriptions.previewUse"],
    usage:
      "--customer ID|IDENTIFIER (--factor 1.3 [--meter SLUG] | --meter SLUG (--quantity N | --value TEXT) [--unit UNIT] [--cloud SLUG] [--machine ID] [--start TIME] [--time TIME] | --file FILE.json)",
    options: strings("customer", "factor", ...useOptions, "file", "source"),
    required: ["customer"],
    run: async ({ customer = "", factor, file, source, ...use }) => {
      const asked = file ? { uses: await usesOfFile(file) } : factor ? { factor, meter: use.meter } : { uses: [use] };
      const other = parseInput(otherUseInput, { customerId: customer, source, ...asked });
      return inProvider(request(), async (ctx) => {
        const { id: customerId } = await customerByIdOrIdentifier(ctx, customer);
        return previewedUse(await previewOtherUse(ctx, { ...other, customerId }));
      });
    },
  },
];
