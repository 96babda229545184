import { TimeInput } from "@/components/ui/time-input";
import type { Address } from "./address";
import type { Filter } from "./choice";

/** What a field of date and time holds: its own text, without a zone. */
const fieldText = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/;

/**
 * A time of an address as the schemas read it: RFC 3339 with its zone. What a field of date and time put there has no
 * zone and is in UTC, as the field's label says.
 */
export function instantOf(text: string | undefined): string | undefined {
  if (text === undefined || !fieldText.test(text)) return text;
  return text.length === 16 ? `${text}:00Z` : `${text}Z`;
}

/** The same as the field shows it; empty for what is no time. */
export function fieldTextOf(text: string | undefined): string {
  const at = new Date(instantOf(text) ?? "");
  return Number.isNaN(at.getTime()) ? "" : at.toISOString().slice(0, 16);
}

/** A filter by one end of a time, typed in UTC. */
export function timeFilter(address: Address, name: string, label: string): Filter {
  const { [name]: value, open: _open, of: _of, after: _after, trail: _trail, ...others } = address.params;
  return {
    active: [],
    choices: [],
    controls: [
      <TimeInput
        key={name}
        name={name}
        label={`${label} (UTC)`}
        path={address.path}
        defaultValue={fieldTextOf(value)}
        others={others}
      />,
    ],
  };
}
