/** What Next gives a page of its query string. */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** A list's state: the page's path and the filters, sort and cursor, all from its address. */
export type Address = { path: string; params: Record<string, string> };

/** Reads the address of a page: only the keys that the page knows, the first value of each, nothing empty. */
export async function addressOf(path: string, given: SearchParams, keys: readonly string[]): Promise<Address> {
  const all = await given;
  const params: Record<string, string> = {};
  for (const key of [...keys, "after", "trail"]) {
    const value = all[key];
    const first = Array.isArray(value) ? value[0] : value;
    if (first) params[key] = first.slice(0, 4000);
  }
  return { path, params };
}

/**
 * The address with some of it changed; null takes a key away. A change of a filter or the sort starts at the first
 * page.
 */
export function hrefOf(address: Address, change: Record<string, string | null> = {}): string {
  const { after: _after, trail: _trail, ...filters } = address.params;
  const merged: Record<string, string | null> = { ...filters, ...change };
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(merged)) if (value !== null && value !== "") query.set(key, value);
  const text = query.toString();
  return text ? `${address.path}?${text}` : address.path;
}

/** The address with the same page of rows: for a sheet that opens next to the list. */
export function sheetHref(address: Address, change: Record<string, string | null>): string {
  const { after = null, trail = null } = address.params;
  return hrefOf(address, { after, trail, ...change });
}

/** How many pages back can be walked; beyond it Previous leads to the first page. */
const longestTrail = 12;

/**
 * Links to the previous and the next page. `trail` holds the cursors of the pages before, since a key set only pages
 * forward.
 */
export function pageLinks(address: Address, next: string | null): { previousHref?: string; nextHref?: string } {
  const { after, trail } = address.params;
  const walked = trail ? trail.split("~") : [];
  const links: { previousHref?: string; nextHref?: string } = {};
  if (after) {
    const before = walked.at(-1);
    links.previousHref = hrefOf(address, { after: before || null, trail: walked.slice(0, -1).join("~") || null });
  }
  if (next) {
    const gone = after ? [...walked, after].slice(-longestTrail) : [];
    links.nextHref = hrefOf(address, { after: next, trail: gone.join("~") || null });
  }
  return links;
}

/**
 * The link of a column's head that sorts in one direction: by this column, and where it already sorts by it back to the
 * list's own order.
 */
export function sortLink(
  address: Address,
  key: string,
  { byDefault = false, sorted = "down" }: { byDefault?: boolean; sorted?: "up" | "down" } = {},
): { sortHref?: string; sorted?: "up" | "down" } {
  const { sort } = address.params;
  if (sort ? sort !== key : !byDefault) return { sortHref: hrefOf(address, { sort: byDefault ? null : key }) };
  return byDefault ? { sorted } : { sorted, sortHref: hrefOf(address, { sort: null }) };
}

/** Parameters of an address that an export does not have: what is open next to the list, columns that are hidden. */
const shownOnly = { open: null, of: null, hide: null };

/** Where the same filters are exported: the list's own route, under its page. */
export function csvHref(address: Address): string {
  return hrefOf({ path: `${address.path}/export`, params: address.params }, shownOnly);
}
