import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { inProvider, jobRequest } from "@/server/context";
import { csvResponse } from "@/server/http/csv";
import { moneyToDecimal } from "@/server/money";
import { bookedAccounts, setAccountCodes } from "@/server/money/account-codes";
import { entriesUntil } from "@/server/money/balance-at";
import { accountCodesInput, balanceQuery, monthInput } from "@/server/money/input";
import { journalPage } from "@/server/money/journal";
import { journalColumns, journalName } from "@/server/money/journal-file";
import { exposureAt } from "@/server/overflow/customer-exposure";
import { parseInput } from "@/server/parse-input";
import { type Command, lists, strings, table, UsageError } from "./command";
import { writeNew } from "./write-new";

const request = () => jobRequest("command line");

/** Entries of one page of a file, and those that one look shows. */
const [filed, shown] = [500, 50];

/** The books: what customers owed when, and the journal for the provider's bookkeeping. */
export const books: Command[] = [
  {
    name: "balance",
    like: ["books.balance", "books.entries"],
    usage: "--customer ID|IDENTIFIER [--at TIME]   what it owed, and the newest entries that make it up",
    options: strings("customer", "at"),
    required: ["customer"],
    run: async ({ customer = "", at: given }) => {
      const { at } = parseInput(balanceQuery, { at: given });
      const { balance, entries } = await inProvider(request(), async (ctx) => {
        const { id: customerId } = await customerByIdOrIdentifier(ctx, customer);
        return {
          balance: await exposureAt(ctx, customerId, at),
          entries: await entriesUntil(ctx, { customerId, at, limit: shown }),
        };
      });
      const amount = (minor: bigint) => moneyToDecimal({ minor, currency: balance.currency });
      const rows = entries.rows.map((one) => [
        one.postedAt.toISOString(),
        amount(one.owedMinor),
        amount(one.owedAfterMinor),
        one.description ?? "",
      ]);
      const head = `${amount(balance.owedMinor)} ${balance.currency} owed at ${balance.at.toISOString()}, exposure ${amount(balance.exposureMinor)}`;
      return {
        json: { ...balance, entries: entries.rows },
        text: [head, table(["posted", "adds", "owed", "description"], rows)].join("\n"),
      };
    },
  },
  {
    name: "journal export",
    like: ["books.journal"],
    usage: "--month YYYY-MM --out FILE   both sides of each entry that was posted in the month, in UTC, as CSV",
    options: strings("month", "out"),
    required: ["month", "out"],
    run: async ({ month: given, out = "" }) => {
      const month = parseInput(monthInput, given);
      const asked = { ...request(), lists: true };
      let lines = 0;
      const file = await csvResponse(journalName(month, asked.now), asked.now, journalColumns, async (cursor) => {
        const page = await inProvider(asked, (ctx) => journalPage(ctx, { month, cursor, limit: filed }));
        lines += page.rows.length;
        return page;
      });
      await writeNew(out, file);
      return { json: { file: out, lines }, text: `${out}: ${lines} lines.` };
    },
  },
  {
    name: "account list",
    like: ["books.accounts"],
    usage: "   the accounts of the journal with the provider's codes",
    options: {},
    run: async () => {
      const accounts = await inProvider(request(), bookedAccounts);
      const rows = accounts.map(({ id, name, code }) => [id, name, code ?? "–"]);
      return { json: accounts, text: table(["account", "name", "code"], rows) };
    },
  },
  {
    name: "account set",
    like: ["books.setAccounts"],
    usage: "--code ACCOUNT=CODE …   an empty code takes it away",
    options: lists("code"),
    run: async (_, __, { code = [] }) => {
      if (code.length === 0) throw new UsageError("Give at least one --code ACCOUNT=CODE.");
      const pairs = code.map((pair) => {
        const at = pair.indexOf("=");
        if (at < 1) throw new UsageError(`--code ${pair}: write it like revenue=8400.`);
        return [pair.slice(0, at), pair.slice(at + 1)];
      });
      await inProvider(request(), (ctx) =>
        setAccountCodes(ctx, parseInput(accountCodesInput, Object.fromEntries(pairs))),
      );
      return { json: { saved: pairs.length }, text: "Saved." };
    },
  },
];
