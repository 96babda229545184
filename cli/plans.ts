import { readFile } from "node:fs/promises";
import { addDiscount, endDiscount } from "@/server/billing/discounts";
import { discountInput, endDiscountInput, moveInput, timeNamed } from "@/server/billing/input";
import { moveSubscription } from "@/server/billing/move-subscription";
import { pricedSubscriptions } from "@/server/billing/priced-subscriptions";
import { addPlan, draftVersion, dropDraft, publishVersion, saveDraft } from "@/server/catalogue/change-plan";
import { newPlanInput, savedDraft, triedPrices } from "@/server/catalogue/plan-input";
import { type PricedVersion, versionsOfPlan } from "@/server/catalogue/plan-versions";
import { planBySlug } from "@/server/catalogue/queries";
import { tryPrices } from "@/server/catalogue/try-prices";
import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { type Context, inProvider, jobRequest } from "@/server/context";
import { moneyToDecimal } from "@/server/money";
import { parseInput } from "@/server/parse-input";
import { type Command, strings, table, UsageError } from "./command";

const request = () => jobRequest("command line");
const gib = 1024n ** 3n;
const idOf = async (ctx: Context, customer: string) => (await customerByIdOrIdentifier(ctx, customer)).id;

const columns = ["version", "state", "for", "trial", "currency", "charge", "kind", "amount"];
const rowsOf = (version: PricedVersion & { customerName?: string | null }) => {
  const about = [
    String(version.number),
    version.publishedAt === null ? "draft" : "published",
    version.customerName ?? "–",
    version.trialDays === 0 ? "–" : `${version.trialDays} days`,
  ];
  const charges = version.prices.flatMap(({ currency, components }) =>
    components.length === 0
      ? [[currency, "–", "free", "–"]]
      : components.map((one) => [currency, one.name, one.kind, "amount" in one ? one.amount : `${one.percent} %`]),
  );
  return charges.length === 0 ? [[...about, "–", "–", "–", "–"]] : charges.map((charge) => [...about, ...charge]);
};

/** The plan's version by its number. @throws UsageError */
async function versionNamed(ctx: Context, slug: string, number: string | undefined) {
  const plan = await planBySlug(ctx, slug);
  const found = (await versionsOfPlan(ctx, plan.id)).find((one) => String(one.number) === number);
  if (!found) throw new UsageError(`${plan.name} has no version ${number}: plan show ${slug} lists them.`);
  return found;
}

/** What a version charges, from a file: `{"trialDays": 0, "prices": [{"currency": "EUR", "components": […]}]}`. */
async function contentOf(file: string): Promise<object> {
  try {
    return Object(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    throw new UsageError(`${file} cannot be read as JSON: ${error instanceof Error ? error.message : ""}`);
  }
}

/** Plans, their versions, and what subscriptions are charged by. */
export const planCommands: Command[] = [
  {
    name: "plan show",
    like: ["plans.one"],
    usage: "PLAN   its versions with what they charge",
    options: {},
    positionals: ["PLAN"],
    run: (_, [slug = ""]) =>
      inProvider(request(), async (ctx) => {
        const plan = await planBySlug(ctx, slug);
        const versions = await versionsOfPlan(ctx, plan.id);
        return { json: { ...plan, versions }, text: table(columns, versions.flatMap(rowsOf)) };
      }),
  },
  {
    name: "plan add",
    like: ["plans.add"],
    usage: "PLAN --service SLUG --name TEXT --seats N [--allocation-maximum GIB] [--service-level TEXT]",
    options: strings("service", "name", "seats", "allocation-maximum", "service-level"),
    positionals: ["PLAN"],
    required: ["service", "name", "seats"],
    run: async ({ service, name, seats, ...more }, [slug]) => {
      const allocation = more["allocation-maximum"] ?? "0";
      const given = { service, name, seats, slug, allocationMaximum: allocation, serviceLevel: more["service-level"] };
      const { allocationMaximum, ...plan } = parseInput(newPlanInput, given);
      const added = await inProvider(request(), (ctx) =>
        addPlan(ctx, { ...plan, allocationMaximumBytes: BigInt(allocationMaximum) * gib }),
      );
      return { json: added, text: `${plan.name} is added. Save what version 1 charges, and publish it.` };
    },
  },
  {
    name: "plan draft",
    like: ["plans.draft"],
    usage: "PLAN [--from VERSION] [--customer ID|IDENTIFIER]   the next version, with what another one charges",
    options: strings("from", "customer"),
    positionals: ["PLAN"],
    run: ({ from, customer }, [plan = ""]) =>
      inProvider(request(), async (ctx) => {
        const copy = from === undefined ? undefined : (await versionNamed(ctx, plan, from)).id;
        const customerId = customer === undefined ? undefined : await idOf(ctx, customer);
        const draft = await draftVersion(ctx, { plan, copy, customerId });
        return { json: draft, text: `Version ${draft.number} is drafted.` };
      }),
  },
  {
    name: "plan save",
    like: ["plans.save"],
    usage: "PLAN VERSION --file PRICES.json   what a draft charges, with its trial days and note",
    options: strings("file"),
    positionals: ["PLAN", "VERSION"],
    required: ["file"],
    run: async ({ file = "" }, [slug = "", number]) => {
      const content = await contentOf(file);
      return inProvider(request(), async (ctx) => {
        const draft = await versionNamed(ctx, slug, number);
        await saveDraft(ctx, parseInput(savedDraft, { ...content, id: draft.id }));
        const saved = await versionNamed(ctx, slug, number);
        return { json: saved, text: table(columns, rowsOf(saved)) };
      });
    },
  },
  {
    name: "plan publish",
    like: ["plans.publish"],
    usage: "PLAN VERSION   it never changes from then on, and who subscribes gets it",
    options: {},
    positionals: ["PLAN", "VERSION"],
    run: (_, [slug = "", number]) =>
      inProvider(request(), async (ctx) => {
        await publishVersion(ctx, (await versionNamed(ctx, slug, number)).id);
        return { json: await versionNamed(ctx, slug, number), text: `Version ${number} is published.` };
      }),
  },
  {
    name: "plan drop",
    like: ["plans.drop"],
    usage: "PLAN VERSION   a draft",
    options: {},
    positionals: ["PLAN", "VERSION"],
    run: (_, [slug = "", number]) =>
      inProvider(request(), async (ctx) => {
        await dropDraft(ctx, (await versionNamed(ctx, slug, number)).id);
        return { json: { dropped: number }, text: `The draft of version ${number} is dropped.` };
      }),
  },
  {
    name: "plan calculate",
    like: ["plans.calculate"],
    usage: "PLAN VERSION --currency EUR --from YYYY-MM-DD [--use AMOUNT]   what statements would bill, month by month",
    options: strings("currency", "from", "use"),
    positionals: ["PLAN", "VERSION"],
    required: ["currency", "from"],
    run: ({ currency = "", from, use = "" }, [slug = "", number]) =>
      inProvider(request(), async (ctx) => {
        const { prices, trialDays } = await versionNamed(ctx, slug, number);
        const list = prices.find((one) => one.currency === currency.toUpperCase());
        if (!list) throw new UsageError(`Version ${number} has no prices in ${currency}.`);
        const months = tryPrices(parseInput(triedPrices, { ...list, trialDays, from, use }));
        const amount = (minor: bigint) => moneyToDecimal({ minor, currency: list.currency });
        const rows = months.flatMap(({ start, lines, totalMinor }) => [
          ...lines.map((line) => ["", line.name, amount(line.amountMinor), line.rounding]),
          [start.toISOString().slice(0, 7), "net", amount(totalMinor), ""],
        ]);
        return { json: months, text: table(["month", "line", "amount", "why"], rows) };
      }),
  },
  {
    name: "subscription charges",
    like: ["subscriptions.priced"],
    usage: "--customer ID|IDENTIFIER   versions and discounts of its subscriptions",
    options: strings("customer"),
    required: ["customer"],
    run: ({ customer = "" }) =>
      inProvider(request(), async (ctx) => {
        const rows = await pricedSubscriptions(ctx, await idOf(ctx, customer));
        const text = table(
          ["subscription", "plan", "from", "version or discount", "until"],
          rows.flatMap(({ id, planName, versions, discounts }) => [
            ...versions.map((one) => [id, planName, one.validFrom.toISOString(), `version ${one.version.number}`, ""]),
            ...discounts.map((one) => [
              ...[id, planName, one.validFrom.toISOString(), `${one.id}: ${one.name}, ${one.value} ${one.kind}`],
              one.validTo?.toISOString() ?? "–",
            ]),
          ]),
        );
        return { json: rows, text };
      }),
  },
  {
    name: "subscription move",
    like: ["subscriptions.move"],
    usage: "SUBSCRIPTION --customer ID|IDENTIFIER --version N --at now|renewal|TIME   to another version of its plan",
    options: strings("customer", "version", "at"),
    positionals: ["SUBSCRIPTION"],
    required: ["customer", "version", "at"],
    run: ({ customer = "", version, at: when }, [subscriptionId = ""]) =>
      inProvider(request(), async (ctx) => {
        const customerId = await idOf(ctx, customer);
        const known = (await pricedSubscriptions(ctx, customerId)).find(({ id }) => id === subscriptionId);
        if (!known) throw new UsageError("There is no such subscription: subscription charges lists them.");
        const { id: versionId } = await versionNamed(ctx, known.planSlug, version);
        const { at, ...of } = parseInput(moveInput, { customerId, subscriptionId, versionId, at: when });
        const moved = await moveSubscription(ctx, { ...of, at: at === "now" ? ctx.now : at });
        return { json: { at: moved }, text: `Version ${version} holds from ${moved.toISOString()} on.` };
      }),
  },
  {
    name: "discount add",
    like: ["subscriptions.addDiscount"],
    usage:
      "SUBSCRIPTION --customer ID|IDENTIFIER --name TEXT --kind percent|amount --value N [--from TIME] [--until TIME] --reason TEXT",
    options: strings("customer", "name", "kind", "value", "from", "until", "reason"),
    positionals: ["SUBSCRIPTION"],
    required: ["customer", "name", "kind", "value", "reason"],
    run: ({ customer = "", ...given }, [subscriptionId]) =>
      inProvider(request(), async (ctx) => {
        const customerId = await idOf(ctx, customer);
        const { from, until, ...of } = parseInput(discountInput, { ...given, customerId, subscriptionId });
        const id = await addDiscount(ctx, { ...of, validFrom: timeNamed(ctx, from), validTo: until ?? null });
        return { json: { id }, text: `${of.name} is added: ${id}.` };
      }),
  },
  {
    name: "discount end",
    like: ["subscriptions.endDiscount"],
    usage: "DISCOUNT --customer ID|IDENTIFIER [--at TIME]",
    options: strings("customer", "at"),
    positionals: ["DISCOUNT"],
    required: ["customer"],
    run: ({ customer = "", at }, [id]) =>
      inProvider(request(), async (ctx) => {
        const { at: when, ...of } = parseInput(endDiscountInput, { customerId: await idOf(ctx, customer), id, at });
        await endDiscount(ctx, { ...of, at: timeNamed(ctx, when) });
        return { json: { ended: of.id }, text: "The discount is ended." };
      }),
  },
];
