import { bookedAccounts, setAccountCodes } from "../../money/account-codes";
import { entriesUntil } from "../../money/balance-at";
import { accountCodesInput, balanceQuery, entryQuery, journalQuery } from "../../money/input";
import { journalPage } from "../../money/journal";
import { exposureAt } from "../../overflow/customer-exposure";
import { moneyOverview } from "../../reads/money-overview";
import { customerProcedure, router, staffProcedure } from "../init";

/** The books: what a customer owed when and why, and the journal of all customers. */
export const booksRouter = router({
  /** What each account of the customer held at an instant, and the exposure then. */
  balance: customerProcedure("billing.read")
    .input(balanceQuery)
    .query(({ ctx, input }) => ctx.run((inner) => exposureAt(inner, ctx.customerId, input.at))),
  /** The entries that make it up, newest first. */
  entries: customerProcedure("billing.read")
    .input(entryQuery)
    .query(({ ctx, input }) => ctx.run((inner) => entriesUntil(inner, { ...input, customerId: ctx.customerId }))),
  journal: staffProcedure("journal.read")
    .input(journalQuery)
    .query(({ ctx, input }) => ctx.run((inner) => journalPage(inner, input))),
  /** Revenue, what is open by age, and what waits for finance. */
  overview: staffProcedure("billing.read").query(({ ctx }) => ctx.run(moneyOverview)),
  accounts: staffProcedure("journal.read").query(({ ctx }) => ctx.run(bookedAccounts)),
  setAccounts: staffProcedure("billing.change")
    .input(accountCodesInput)
    .mutation(({ ctx, input }) => ctx.run((inner) => setAccountCodes(inner, input))),
});
