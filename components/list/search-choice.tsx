"use client";
import { useState } from "react";
import {
  Button as AriaButton,
  Autocomplete,
  Dialog,
  DialogTrigger,
  Input,
  Menu,
  MenuItem,
  Popover,
  SearchField,
  Text,
} from "react-aria-components";
import { AriaRoot } from "@/components/ui/aria-root";
import { buttonClass } from "@/components/ui/button-class";
import { Icon } from "@/components/ui/icon";
import { inputClass } from "@/components/ui/input-class";
import { type Address, hrefOf } from "./address";
import { type SearchedRows, useSearchedRows } from "./search-rows";

/** A filter whose values are too many for a menu: they are found by typing. Each is a link to the filtered list. */
export function SearchChoice({
  address,
  name,
  label,
  rows,
}: {
  address: Address;
  /** The filter's key in the address. */
  name: string;
  label: string;
  rows: SearchedRows;
}) {
  return (
    <AriaRoot>
      <DialogTrigger>
        <AriaButton
          aria-label={label}
          className={buttonClass(
            undefined,
            undefined,
            "h-7.5! px-2.25! text-xs! font-[520]! shadow-none! max-sm:h-11!",
          )}
        >
          <span className="text-ink-3">{label}</span>
          all
          <Icon name="chevron-down" size={14} className="text-ink-3" />
        </AriaButton>
        <Popover placement="bottom end" className="animate-rise w-66 rounded-md bg-raised p-1 text-sm shadow-pop">
          <Dialog aria-label={label} className="outline-none">
            <FoundLinks address={address} name={name} label={label} rows={rows} />
          </Dialog>
        </Popover>
      </DialogTrigger>
    </AriaRoot>
  );
}

function FoundLinks({ address, name, label, rows }: Parameters<typeof SearchChoice>[0]) {
  const [text, setText] = useState("");
  const { options, more, searching } = useSearchedRows(rows, text);
  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
      <SearchField aria-label={`Search ${label.toLowerCase()}`} autoFocus>
        <Input className={inputClass} placeholder="Type to search" />
      </SearchField>
      <Menu
        aria-label={label}
        className="mt-1 max-h-72 overflow-auto outline-none"
        renderEmptyState={() => (
          <p className="px-2 py-1.5 text-ink-3">{searching ? "Searching…" : "Nothing by that name."}</p>
        )}
      >
        {options.map((option) => (
          <MenuItem
            key={option.id}
            id={option.id}
            textValue={option.label}
            href={hrefOf(address, { [name]: option.id })}
            className="block cursor-pointer rounded-sm px-2 py-1.5 outline-none data-[focused]:bg-hover max-sm:py-3"
          >
            <Text slot="label" className="block truncate">
              {option.label}
            </Text>
            {option.detail ? (
              <Text slot="description" className="block truncate text-xs text-ink-3">
                {option.detail}
              </Text>
            ) : null}
          </MenuItem>
        ))}
      </Menu>
      {more ? <p className="px-2 py-1.5 text-xs text-ink-3">More than these: type to narrow them.</p> : null}
    </Autocomplete>
  );
}
