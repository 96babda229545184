import type { Metadata } from "next";
import { BankEntryList } from "@/components/bank/bank-entry-list";
import { BankFileButton } from "@/components/bank/bank-file-button";
import { BankFileList } from "@/components/bank/bank-file-list";
import { StatementTabs } from "@/components/billing/statement-tabs";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { ActionButton } from "@/components/list/action-button";
import { addressOf, type SearchParams } from "@/components/list/address";
import { choice } from "@/components/list/choice";
import { ListFilters } from "@/components/list/list-filters";
import { validFilter } from "@/components/list/valid-filter";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { formatCounted } from "@/components/ui/format";
import { stateLook } from "@/components/ui/state-table";
import { bankEntryFilter } from "@/server/bank/input";
import { bankEntryStates } from "@/server/bank/states";
import { refusalOf } from "@/server/identity/refusal";
import { pageContext, pageStaff, readPage } from "@/server/trpc/caller";
import { actedEntry } from "./acted-entry";

export const metadata: Metadata = { title: "Bank" };

const filesShown = 10;

/** What did the bank receive, and whose payments are these? */
export default async function BankPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/statements/bank", searchParams, ["state"]);
  const { now } = await pageContext();
  const { state } = validFilter(bankEntryFilter, address.params);
  const [page, counts, files] = await readPage((api) =>
    Promise.all([
      api.bank.entries({ state, cursor: address.params.after }),
      api.bank.counts(),
      api.bank.files({ limit: filesShown }),
    ]),
  );
  const refusal = refusalOf(await pageStaff(), "bank.change");
  const exact = page.rows.filter(({ proposal }) => proposal?.confidence === "exact").map(({ id }) => id);
  const waiting = formatCounted(counts.waiting);
  return (
    <Page wide>
      <PageHead
        title="Bank"
        sentence={
          counts.waiting.n === 0
            ? "Nothing waits. What the bank received becomes a payment once a person confirms whose it is."
            : `${waiting} ${counts.waiting.n === 1 ? "entry waits" : "entries wait"} for a decision. Nothing is paid before a person confirms it.`
        }
        crumbs={[{ label: "Bank" }]}
        actions={
          <>
            {exact.length > 0 ? (
              <ActionButton
                action={{
                  id: "exact",
                  label: exact.length === 1 ? "Confirm one exact match…" : `Confirm ${exact.length} exact matches…`,
                  title: exact.length === 1 ? "Confirm one exact match" : `Confirm ${exact.length} exact matches`,
                  body: "Each of them names its statements and pays exactly what is open of them. They become payments; each can be taken back.",
                  confirm: "Confirm",
                  done: "The exact matches are confirmed.",
                  call: { mutation: "bank.confirmExact", input: { ids: exact } },
                  ...(refusal !== undefined && { disabledReason: refusal }),
                }}
              />
            ) : null}
            <BankFileButton refusal={refusal} />
          </>
        }
      />
      <LiveRefresh topics={["billing"]} />
      <StatementTabs on="bank" />
      <ListFilters
        address={address}
        filters={[
          choice(
            address,
            "state",
            "State",
            bankEntryStates.map((id) => ({
              id,
              label: `${stateLook("bankEntry", id).word} (${formatCounted(counts[id])})`,
            })),
          ),
        ]}
      />
      <BankEntryList address={address} page={page} acted={actedEntry} now={now} refusal={refusal} />
      <BankFileList files={files.rows} now={now} />
    </Page>
  );
}
