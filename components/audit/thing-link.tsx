import { TextLink } from "@/components/ui/text-link";
import type { NamedThing } from "@/server/reads/named-things";

export type NamedThings = Record<string, NamedThing>;

/** A thing's page in the console; null where it has none. */
function pageOf({ id, customerId, event }: NamedThing): string | null {
  const of = customerId ? `&of=${customerId}` : "";
  switch (id.split("_")[0]) {
    case "cust":
      return `/admin/customers/${id}`;
    case "mach":
      return `/admin/machines/${id}`;
    case "lic":
      return `/admin/licenses?q=${id}&open=${id}${of}`;
    case "link":
      return `/admin/links?q=${id}&open=${id}${of}`;
    case "stnd":
    case "subs":
      return `/admin/customers/${customerId}/subscriptions`;
    case "clrq":
      return `/admin/customers/${customerId}#credit-limit`;
    case "invt":
      return `/admin/customers/${customerId}`;
    case "adjm":
      return `/admin/customers/${customerId}#adjustments`;
    case "stmt":
      return `/admin/statements/${id}`;
    case "pay":
      return `/admin/statements/payments?customer=${customerId}`;
    case "bfil":
    case "bent":
      return "/admin/statements/bank";
    case "corr":
      return `/admin/usage/corrections?customer=${customerId}`;
    case "cld":
      return "/admin/clouds";
    default:
      return event === null ? null : `/admin/billing-events/${event}`;
  }
}

/** What an id stands for, with a link to its page; a thing that is gone or has no name stays what `otherwise` says. */
export function ThingLink({ id, things, otherwise }: { id: string; things: NamedThings; otherwise: string }) {
  const thing = things[id];
  if (!thing) return <span className="text-ink-3">{otherwise}</span>;
  const href = pageOf(thing);
  if (!href) return thing.name;
  return (
    <TextLink href={href} plain className="relative z-1 -my-1 inline-block max-w-full py-1 align-bottom">
      <span className="block truncate text-left" dir="auto" title={thing.name}>
        {thing.name}
      </span>
    </TextLink>
  );
}
