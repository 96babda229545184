"use client";
import { useState } from "react";
import { Combobox } from "@/components/ui/combobox";
import { type SearchedOption, useSearchedRows } from "./search-rows";

/** A field that takes one of the provider's customers, found by typing. */
export function CustomerCombobox({
  onChoose,
  className,
}: {
  onChoose: (customer: SearchedOption) => void;
  className?: string;
}) {
  const [text, setText] = useState("");
  const { options, more, searching } = useSearchedRows({ of: "customers" }, text);
  return (
    <Combobox
      {...(className !== undefined && { className })}
      label="Customer"
      options={options.map(({ id, ...option }) => ({ value: id, ...option }))}
      more={more}
      searching={searching}
      onSearch={setText}
      onChange={(id) => {
        const chosen = options.find((option) => option.id === id);
        if (chosen) onChoose(chosen);
      }}
    />
  );
}
