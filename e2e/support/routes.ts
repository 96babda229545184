import type { Page } from "@playwright/test";

/** Who looks: nobody signed in, the owner of a company, the provider's owner. */
export type Viewer = "nobody" | "customer" | "staff";

export type Route = {
  /** Folder of its page.tsx below app/. */
  page: string;
  as: Viewer;
  /** Where a link to one of it stands, when its address holds an id. */
  from?: string;
  query?: string;
  /** Parts that are built as others of the page are: axe judges the first ones alone. */
  alike?: string;
};

/** Every page of the product, once. e2e/pages.spec.ts fails when one of app/ is missing here. */
export const routes: Route[] = [
  { page: "", as: "customer" },
  { page: "mailbox", as: "nobody" },
  { page: "api-reference", as: "nobody", alike: "#schemas > section:nth-of-type(n+4), details:nth-of-type(n+3)" },
  { page: "(auth)/sign-in", as: "nobody" },
  { page: "(auth)/sign-in/confirm", as: "nobody", query: "?token=not-a-real-one" },
  { page: "(auth)/sign-in/first-owner", as: "nobody", query: "?token=not-a-real-one" },
  { page: "(auth)/forbidden", as: "customer" },
  { page: "(auth)/no-company", as: "nobody" },

  { page: "(portal)/overview", as: "customer" },
  { page: "(portal)/machines", as: "customer" },
  { page: "(portal)/machines/[id]", as: "customer", from: "/machines" },
  { page: "(portal)/install", as: "customer" },
  { page: "(portal)/usage", as: "customer" },
  { page: "(portal)/billing", as: "customer" },
  { page: "(portal)/billing/events", as: "customer" },
  { page: "(portal)/billing/events/[number]", as: "customer", from: "/billing/events" },
  { page: "(portal)/billing/statements", as: "customer" },
  { page: "(portal)/billing/statements/[id]", as: "customer", from: "/billing/statements" },
  { page: "(portal)/company", as: "customer" },
  { page: "(portal)/team", as: "customer" },
  { page: "(portal)/settings", as: "customer" },

  { page: "(console)/admin", as: "staff" },
  { page: "(console)/admin/customers", as: "staff" },
  { page: "(console)/admin/customers/invite", as: "staff" },
  { page: "(console)/admin/customers/[id]", as: "staff", from: "/admin/customers" },
  { page: "(console)/admin/customers/[id]/subscriptions", as: "staff", from: "/admin/customers" },
  { page: "(console)/admin/customers/[id]/ledger", as: "staff", from: "/admin/customers" },
  { page: "(console)/admin/customers/[id]/install", as: "staff", from: "/admin/customers" },
  { page: "(console)/admin/catalogue", as: "staff" },
  { page: "(console)/admin/catalogue/plans/[slug]", as: "staff", from: "/admin/catalogue" },
  { page: "(console)/admin/catalogue/meters", as: "staff" },
  { page: "(console)/admin/catalogue/artefacts", as: "staff" },
  { page: "(console)/admin/licenses", as: "staff" },
  { page: "(console)/admin/machines", as: "staff" },
  { page: "(console)/admin/machines/[id]", as: "staff", from: "/admin/machines" },
  { page: "(console)/admin/links", as: "staff" },
  { page: "(console)/admin/money", as: "staff" },
  { page: "(console)/admin/statements", as: "staff" },
  { page: "(console)/admin/statements/[id]", as: "staff", from: "/admin/statements" },
  { page: "(console)/admin/statements/payments", as: "staff" },
  { page: "(console)/admin/statements/journal", as: "staff" },
  { page: "(console)/admin/statements/taxes", as: "staff" },
  { page: "(console)/admin/statements/bank", as: "staff" },
  { page: "(console)/admin/clouds", as: "staff" },
  { page: "(console)/admin/clouds/inventory", as: "staff" },
  { page: "(console)/admin/clouds/exchanges", as: "staff" },
  { page: "(console)/admin/usage", as: "staff" },
  { page: "(console)/admin/usage/mapping", as: "staff" },
  { page: "(console)/admin/usage/records", as: "staff" },
  { page: "(console)/admin/usage/authorities", as: "staff" },
  { page: "(console)/admin/usage/authorities/[id]", as: "staff", from: "/admin/usage/authorities" },
  { page: "(console)/admin/usage/corrections", as: "staff" },
  { page: "(console)/admin/usage/conflicts", as: "staff" },
  { page: "(console)/admin/usage/imports", as: "staff" },
  { page: "(console)/admin/billing-events", as: "staff" },
  { page: "(console)/admin/billing-events/[number]", as: "staff", from: "/admin/billing-events" },
  { page: "(console)/admin/notices", as: "staff" },
  { page: "(console)/admin/operations", as: "staff" },
  { page: "(console)/admin/audit", as: "staff" },
  { page: "(console)/admin/staff", as: "staff" },
  { page: "(console)/admin/settings", as: "staff" },
];

/** Pages that look otherwise with another question: for the pictures. */
export const views: (Route & { name: string })[] = [
  { name: "usage_storage", page: "(portal)/usage", as: "customer", query: "?meter=storage" },
  { name: "usage_storage_year", page: "(portal)/usage", as: "customer", query: "?meter=storage&range=year&by=service" },
  { name: "admin_usage_storage", page: "(console)/admin/usage", as: "staff", query: "?meter=storage" },
];

/** Its address as the browser knows it, with ids still as `[id]`; also its name in tests and pictures. */
export const addressOf = ({ page }: Route): string => `/${page.replace(/\([^)]*\)\/?/g, "")}`;

/** Addresses without ids: what a link to a page with an id must not be taken for. */
const plain = new Set(routes.map(addressOf));

/** The address to open. Where it holds an id, the first link of that kind on the page that lists them. */
export async function pathOf(route: Route, page: Page): Promise<string> {
  const address = addressOf(route);
  if (!route.from) return address + (route.query ?? "");
  const [before = "", after = ""] = address.split(/\[\w+\]/);
  await page.goto(route.from);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const others = [...plain, `${before}export`].filter((one) => one.startsWith(before));
  const links = `a[href^="${before}"]${others.map((one) => `:not([href^="${one}"])`).join("")}`;
  // Waited for: the story raises its billing events in its first minutes, and the page shows them by itself.
  const href = await page.getByRole("main").locator(links).first().getAttribute("href");
  return `${before}${href?.slice(before.length).split(/[/?#]/)[0]}${after}`;
}
