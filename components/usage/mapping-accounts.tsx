"use client";
import { useState } from "react";
import { CustomerCombobox } from "@/components/list/customer-combobox";
import type { SearchedOption } from "@/components/list/search-rows";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { TextInput } from "@/components/ui/text-input";
import type { AccountDraft } from "./mapping-draft";

/** The values of the customer's column, each with the customer whose account it is. */
export function MappingAccounts({
  accounts,
  onChange,
}: {
  accounts: AccountDraft[];
  onChange: (accounts: AccountDraft[]) => void;
}) {
  const [value, setValue] = useState("");
  const [customer, setCustomer] = useState<SearchedOption | null>(null);
  // Another combobox after each account: it begins empty.
  const [round, setRound] = useState(0);
  const add = () => {
    if (!customer || value.trim() === "") return;
    const key = Math.max(-1, ...accounts.map((one) => one.key)) + 1;
    onChange([...accounts, { key, value: value.trim(), customer: customer.id, name: customer.label }]);
    setValue("");
    setCustomer(null);
    setRound(round + 1);
  };
  return (
    <fieldset>
      <legend className="text-sm font-[560]">Accounts of customers</legend>
      <p className="text-xs text-ink-3">
        Values of the customer's column. Account identifiers, and customers' accounts at the cloud, are known without.
        An import counts the rows of its customer alone.
      </p>
      {accounts.length > 0 ? (
        <ul className="mt-2 grid gap-1">
          {accounts.map(({ key, value: account, name }) => (
            <li key={key} className="flex items-center gap-2 text-sm">
              <span className="mono min-w-0 [overflow-wrap:anywhere]">{account}</span>
              <span className="min-w-0 flex-1 text-ink-2 [overflow-wrap:anywhere]">{name}</span>
              <IconButton
                icon="trash"
                label={`Delete account ${account}`}
                onClick={() => onChange(accounts.filter((one) => one.key !== key))}
              />
            </li>
          ))}
        </ul>
      ) : null}
      <div className="mt-2 grid items-end gap-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto]">
        <TextInput label="Account" value={value} maxLength={300} onChange={({ target }) => setValue(target.value)} />
        <CustomerCombobox key={round} onChoose={setCustomer} />
        <Button icon="plus" disabled={!customer || value.trim() === ""} onClick={add}>
          Add account
        </Button>
      </div>
    </fieldset>
  );
}
