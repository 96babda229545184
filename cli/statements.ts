import { refundInput, reversePaymentInput, writeOffInput } from "@/server/billing/input";
import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { type Context, inProvider, jobRequest } from "@/server/context";
import { moneyToDecimal } from "@/server/money";
import { listedStateInput, monthInput, onItsWayInput, paymentInput } from "@/server/money/input";
import { listStatements } from "@/server/money/list-statements";
import { draftOfMonth } from "@/server/money/open-months";
import { listPayments, reversePayment } from "@/server/money/post-payment";
import { markOnItsWay } from "@/server/money/promise-payment";
import { type StatementContent, statementByName, statementPage } from "@/server/money/statement-view";
import { listedState } from "@/server/money/states";
import { parseInput } from "@/server/parse-input";
import { enterWrittenPayment, enterWrittenRefund, writeOffWritten } from "@/server/workflow/enter-payment";
import { issueStatements, type MonthEnd } from "@/server/workflow/issue-statements";
import { sendStatement } from "@/server/workflow/send-statement";
import { type Command, strings, table } from "./command";

const request = () => jobRequest("command line");
const idOf = async (ctx: Context, customer: string) => (await customerByIdOrIdentifier(ctx, customer)).id;

/** Rows that one listing shows. */
const most = 200;
const amount = (minor: bigint | null, currency: string) => moneyToDecimal({ minor: minor ?? 0n, currency });

/** Fees and use of a statement, each with how its amount was worked out. */
function linesOf({ fees, lines, taxes, netMinor, grossMinor, currency }: StatementContent): string {
  return table(
    ["line", "quantity", "amount", "why"],
    [
      ...fees.map((fee) => [fee.planName, "", amount(fee.amountMinor, currency), fee.rounding]),
      ...lines.map((line) => [
        line.meterName,
        `${line.quantity} ${line.unit}`,
        amount(line.amountMinor, currency),
        line.rounding,
      ]),
      ["net", "", amount(netMinor, currency), ""],
      ...taxes.map((row) => [
        `tax ${row.category} ${row.rate} %`,
        "",
        amount(row.taxMinor, currency),
        row.reason ?? `of ${amount(row.taxableMinor, currency)}`,
      ]),
      ...(taxes.length > 0 ? [["total", "", amount(grossMinor, currency), ""]] : []),
    ],
  );
}

/** Statements and what is paid of them: month-end. */
export const statementCommands: Command[] = [
  {
    name: "statements issue",
    like: ["statements.issue"],
    usage:
      "[--month YYYY-MM] [--customer ID|IDENTIFIER]   what is open of months that have ended; again changes nothing",
    options: strings("month", "customer"),
    run: async ({ month: given, customer }) => {
      const month = given === undefined ? undefined : parseInput(monthInput, given);
      const customerId = customer === undefined ? undefined : await inProvider(request(), (ctx) => idOf(ctx, customer));
      const done: MonthEnd = { issued: [], empty: 0, refused: [], next: null };
      do {
        const some = await issueStatements(request(), { customerId, month, after: done.next ?? undefined });
        done.issued.push(...some.issued);
        done.refused.push(...some.refused);
        done.empty += some.empty;
        done.next = some.next;
      } while (done.next !== null);
      const { next: _, ...json } = done;
      const lines = [
        `${done.issued.length} issued, ${done.empty} months closed with nothing to bill, ${done.refused.length} customers refused.`,
        ...(done.refused.length > 0
          ? [
              table(
                ["customer", "why"],
                done.refused.map(({ customerName, sentence }) => [customerName, sentence]),
              ),
            ]
          : []),
      ];
      return { json, text: lines.join("\n"), ...(done.refused.length > 0 && { exitCode: 1 }) };
    },
  },
  {
    name: "statements send",
    like: ["statements.send"],
    usage: "NUMBER|ID   the mail about it once more",
    options: {},
    positionals: ["NUMBER|ID"],
    run: (_, [name = ""]) =>
      inProvider(request(), async (ctx) => {
        const { sent } = await sendStatement(ctx, await statementByName(ctx, name));
        return { json: { sent }, text: `Sent to ${sent} ${sent === 1 ? "address" : "addresses"}.` };
      }),
  },
  {
    name: "statements draft",
    like: ["billing.period"],
    usage: "--customer ID|IDENTIFIER [--month YYYY-MM]   what a month comes to whose statement is not issued yet",
    options: strings("customer", "month"),
    required: ["customer"],
    run: async ({ customer = "", month: given }) => {
      const month = given === undefined ? undefined : parseInput(monthInput, given);
      const draft = await inProvider(request(), async (ctx) => draftOfMonth(ctx, await idOf(ctx, customer), month));
      return { json: draft, text: `Draft, ${draft.currency}\n${linesOf(draft)}` };
    },
  },
  {
    name: "statements list",
    like: ["statements.list"],
    usage: "[--customer ID|IDENTIFIER] [--state open|overdue|paid]",
    options: strings("customer", "state"),
    run: async ({ customer, state }) => {
      const now = request();
      const page = await inProvider(now, async (ctx) =>
        listStatements(ctx, {
          customerId: customer === undefined ? undefined : await idOf(ctx, customer),
          state: parseInput(listedStateInput, state),
          limit: most,
        }),
      );
      const rows = page.rows.map((row) => [
        row.number ?? "",
        row.customerName,
        row.periodStart.toISOString(),
        `${amount(row.grossMinor, row.currency)} ${row.currency}`,
        amount(row.settledMinor, row.currency),
        row.dueAt?.toISOString().slice(0, 10) ?? "",
        listedState(row, now.now),
      ]);
      return {
        json: page.rows.map(({ header: _, ...row }) => row),
        text: table(["number", "customer", "period from", "total", "settled", "due", "state"], rows),
      };
    },
  },
  {
    name: "statements on-its-way",
    like: ["statements.markOnItsWay"],
    usage: "NUMBER|ID [--until YYYY-MM-DD]   nobody is reminded of it until then; without a day the mark is taken away",
    options: strings("until"),
    positionals: ["STATEMENT"],
    run: async ({ until = null }, [name = ""]) => {
      await inProvider(request(), async (ctx) => {
        const { customerId, id: statementId } = await statementByName(ctx, name);
        await markOnItsWay(ctx, parseInput(onItsWayInput, { customerId, statementId, until }));
      });
      return { json: { until }, text: until === null ? "The mark is taken away." : `It is on its way until ${until}.` };
    },
  },
  {
    name: "statements show",
    like: ["statements.one"],
    usage: "NUMBER|ID",
    options: {},
    positionals: ["STATEMENT"],
    run: async (_, [name = ""]) => {
      const page = await inProvider(request(), async (ctx) => statementPage(ctx, await statementByName(ctx, name)));
      const { number, customerName, currency, content } = page;
      return { json: page, text: `${number ?? "Draft"}, ${customerName}, ${currency}\n${linesOf(content)}` };
    },
  },
  {
    name: "payment list",
    like: ["payments.list"],
    usage: "[--customer ID|IDENTIFIER]",
    options: strings("customer"),
    run: async ({ customer }) => {
      const { rows } = await inProvider(request(), async (ctx) =>
        listPayments(ctx, {
          customerId: customer === undefined ? undefined : await idOf(ctx, customer),
          limit: most,
        }),
      );
      const cells = rows.map((row) => [
        row.id,
        row.customerName,
        row.receivedOn,
        `${amount(row.amountMinor, row.currency)} ${row.currency}`,
        row.kind.replace("_", "-"),
        row.reference,
        row.state,
      ]);
      return { json: rows, text: table(["id", "customer", "on", "amount", "kind", "reference", "state"], cells) };
    },
  },
  {
    name: "payment enter",
    like: ["payments.enter"],
    usage:
      "--customer ID|IDENTIFIER --amount N --received-on YYYY-MM-DD --reference TEXT [--statement NUMBER|ID]   settles what is due first, or the statement that is named",
    options: strings("customer", "amount", "received-on", "reference", "statement"),
    required: ["customer", "amount", "received-on", "reference"],
    run: async ({ customer = "", statement, "received-on": receivedOn, ...given }) => {
      const id = await inProvider(request(), async (ctx) => {
        const customerId = await idOf(ctx, customer);
        const statementId = statement && (await statementByName(ctx, statement)).id;
        return enterWrittenPayment(ctx, parseInput(paymentInput, { ...given, customerId, receivedOn, statementId }));
      });
      return { json: { id }, text: `Payment ${id} is entered.` };
    },
  },
  {
    name: "payment refund",
    like: ["payments.refund"],
    usage:
      "--customer ID|IDENTIFIER --amount N --paid-on YYYY-MM-DD --reference TEXT --reason TEXT   at most what is left of what they paid",
    options: strings("customer", "amount", "paid-on", "reference", "reason"),
    required: ["customer", "amount", "paid-on", "reference", "reason"],
    run: async ({ customer = "", "paid-on": paidOn, ...given }) => {
      const id = await inProvider(request(), async (ctx) => {
        const input = parseInput(refundInput, { ...given, customerId: await idOf(ctx, customer), paidOn });
        const { reason: note, ...refund } = input;
        return enterWrittenRefund(ctx, { ...refund, note });
      });
      return { json: { id }, text: `Refund ${id} is entered.` };
    },
  },
  {
    name: "payment write-off",
    like: ["payments.writeOff"],
    usage: "STATEMENT --reason TEXT [--amount N]   gives up what is open of it, or a part",
    options: strings("reason", "amount"),
    positionals: ["STATEMENT"],
    required: ["reason"],
    run: async (given, [name = ""]) => {
      const id = await inProvider(request(), async (ctx) => {
        const { customerId, id: statementId } = await statementByName(ctx, name);
        const { reason: note, ...of } = parseInput(writeOffInput, { ...given, customerId, statementId });
        return writeOffWritten(ctx, { ...of, note });
      });
      return { json: { id }, text: `Write-off ${id} is entered.` };
    },
  },
  {
    name: "payment reverse",
    like: ["payments.reverse"],
    usage: "PAYMENT --customer ID|IDENTIFIER --reason TEXT   one that was entered by mistake",
    options: strings("customer", "reason"),
    positionals: ["PAYMENT"],
    required: ["customer", "reason"],
    run: async ({ customer = "", reason }, [id = ""]) => {
      await inProvider(request(), async (ctx) =>
        reversePayment(ctx, parseInput(reversePaymentInput, { customerId: await idOf(ctx, customer), id, reason })),
      );
      return { json: { id }, text: "The payment is reversed." };
    },
  },
];
