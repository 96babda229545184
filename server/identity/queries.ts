import { and, asc, desc, eq, gt, isNull, ne } from "drizzle-orm";
import { apiKeys, customers, invitations, memberships, staffMembers, users } from "@/db/schema";
import type { Context } from "../context";
import { env } from "../env";
import { notFound } from "../errors";
import { installationSettings } from "../installation";
import { refusedMails } from "../notifications/queries";
import { pageOf, type Sort } from "../pagination";

/** The person with this address (as stored: lower case). */
export async function userByEmail(ctx: Context, email: string) {
  const [user] = await ctx.tx.select().from(users).where(eq(users.email, email));
  return user ?? null;
}

/** Invitations of this address that can still be accepted. */
export function openInvitations(ctx: Context, email: string) {
  return ctx.tx
    .select({ id: invitations.id, customerId: invitations.customerId, role: invitations.role })
    .from(invitations)
    .innerJoin(customers, eq(customers.id, invitations.customerId))
    .where(
      and(
        eq(invitations.email, email),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
        gt(invitations.expiresAt, ctx.now),
        ne(customers.state, "closed"),
      ),
    );
}

/** Which page of a list: the cursor of the page before, and how many rows. */
type Asked = { cursor: string | null | undefined; limit: number };

const memberColumns = {
  id: memberships.id,
  userId: memberships.userId,
  email: memberships.email,
  name: memberships.name,
  role: memberships.role,
  createdAt: memberships.createdAt,
};
const byEmail: Sort = {
  name: "email",
  keys: [
    { by: memberships.email, as: "text" },
    { by: memberships.id, as: "text" },
  ],
  descending: false,
};

/**
 * A company's people, by address. Names and addresses are stored with the membership, so that the customer's role reads
 * them.
 */
export function membersOf(ctx: Context, customerId: string) {
  return ctx.tx
    .select(memberColumns)
    .from(memberships)
    .where(eq(memberships.customerId, customerId))
    .orderBy(asc(memberships.email));
}

/** A page of a company's people, by address. @throws invalid_input for a cursor that no page gave */
export const memberPage = (ctx: Context, customerId: string, asked: Asked) =>
  pageOf({
    ...asked,
    sort: byEmail,
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({ ...memberColumns, place })
        .from(memberships)
        .where(and(eq(memberships.customerId, customerId), after))
        .orderBy(order)
        .limit(limit),
  });

/** @throws DomainError not_found */
export async function memberById(ctx: Context, customerId: string, id: string) {
  const [found] = await ctx.tx
    .select(memberColumns)
    .from(memberships)
    .where(and(eq(memberships.customerId, customerId), eq(memberships.id, id)));
  if (!found) throw notFound("member", id);
  return found;
}

const invitationColumns = {
  id: invitations.id,
  email: invitations.email,
  role: invitations.role,
  invitedBy: invitations.invitedBy,
  createdAt: invitations.createdAt,
  expiresAt: invitations.expiresAt,
};
const newestInvitation: Sort = {
  name: "newest",
  keys: [
    { by: invitations.createdAt, as: "timestamptz" },
    { by: invitations.id, as: "text" },
  ],
  descending: true,
};
const openOf = (customerId: string) =>
  and(eq(invitations.customerId, customerId), isNull(invitations.acceptedAt), isNull(invitations.revokedAt));

/** A company's invitations that nobody accepted or revoked, newest first; expired ones too, with their date. */
export function invitationsOf(ctx: Context, customerId: string) {
  return ctx.tx
    .select(invitationColumns)
    .from(invitations)
    .where(openOf(customerId))
    .orderBy(desc(invitations.createdAt));
}

/** A page of them, in that order. @throws invalid_input for a cursor that no page gave */
export const invitationPage = (ctx: Context, customerId: string, asked: Asked) =>
  pageOf({
    ...asked,
    sort: newestInvitation,
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({ ...invitationColumns, place })
        .from(invitations)
        .where(and(openOf(customerId), after))
        .orderBy(order)
        .limit(limit),
  });

/** One of them. @throws DomainError not_found */
export async function openInvitationById(ctx: Context, customerId: string, id: string) {
  const [found] = await ctx.tx
    .select(invitationColumns)
    .from(invitations)
    .where(and(openOf(customerId), eq(invitations.id, id)));
  if (!found) throw notFound("open invitation", id);
  return found;
}

/** A company's members and open invitations, each with the mail to them that was refused for good, if one was. */
export async function teamOf(ctx: Context, customerId: string) {
  const [members, invitations] = [await membersOf(ctx, customerId), await invitationsOf(ctx, customerId)];
  return { members: await withRefusedMail(ctx, members), invitations: await withRefusedMail(ctx, invitations) };
}

async function withRefusedMail<Person extends { email: string }>(ctx: Context, people: Person[]) {
  const refused = await refusedMails(
    ctx,
    people.map(({ email }) => email),
  );
  return people.map((person) => ({ ...person, refusedMail: refused.get(person.email) ?? null }));
}

/** The provider's staff, as above. */
export async function staffList(ctx: Context) {
  const staff = await ctx.tx
    .select({
      userId: users.id,
      email: users.email,
      name: users.name,
      role: staffMembers.role,
      lastSignInAt: users.lastSignInAt,
      disabledAt: users.disabledAt,
      createdAt: staffMembers.createdAt,
    })
    .from(staffMembers)
    .innerJoin(users, eq(users.id, staffMembers.userId))
    .orderBy(asc(users.email));
  return withRefusedMail(ctx, staff);
}

const keyColumns = {
  id: apiKeys.id,
  customerId: apiKeys.customerId,
  label: apiKeys.label,
  scopes: apiKeys.scopes,
  createdBy: apiKeys.createdBy,
  createdAt: apiKeys.createdAt,
  lastUsedAt: apiKeys.lastUsedAt,
  expiresAt: apiKeys.expiresAt,
  revokedAt: apiKeys.revokedAt,
};

const newestKey: Sort = {
  name: "newest",
  keys: [
    { by: apiKeys.createdAt, as: "timestamptz" },
    { by: apiKeys.id, as: "text" },
  ],
  descending: true,
};
const keysOf = (customerId: string | null) =>
  customerId === null ? isNull(apiKeys.customerId) : eq(apiKeys.customerId, customerId);

/** API keys of a customer, or with null those of the provider, newest first; never the keys themselves. */
export function apiKeysOf(ctx: Context, customerId: string | null) {
  return ctx.tx.select(keyColumns).from(apiKeys).where(keysOf(customerId)).orderBy(desc(apiKeys.createdAt));
}

/** A page of them, in that order. @throws invalid_input for a cursor that no page gave */
export const apiKeyPage = (ctx: Context, customerId: string | null, asked: Asked) =>
  pageOf({
    ...asked,
    sort: newestKey,
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({ ...keyColumns, place })
        .from(apiKeys)
        .where(and(keysOf(customerId), after))
        .orderBy(order)
        .limit(limit),
  });
export type ApiKeyRow = Awaited<ReturnType<typeof apiKeysOf>>[number];

/** One API key without the key itself; the customer's role finds its own alone. @throws DomainError not_found */
export async function apiKeyById(ctx: Context, id: string): Promise<ApiKeyRow> {
  const [found] = await ctx.tx.select(keyColumns).from(apiKeys).where(eq(apiKeys.id, id));
  if (!found) throw notFound("API key", id);
  return found;
}

/** Whether this is a demo: the environment and the database must both say so. */
export async function isDemo(): Promise<boolean> {
  return env().SPILLWAY_MODE === "demo" && (await installationSettings())?.mode === "demo";
}

/** People of the demo that anybody may sign in as, with their parts in the story. */
export async function demoUsers(ctx: Context) {
  if (!(await isDemo())) return [];
  const people = await ctx.tx
    .select({ id: users.id, email: users.email, name: users.name, staffRole: staffMembers.role })
    .from(users)
    .leftJoin(staffMembers, eq(staffMembers.userId, users.id))
    .where(isNull(users.disabledAt))
    .orderBy(asc(users.createdAt), asc(users.id));
  const companies = await ctx.tx
    .select({ userId: memberships.userId, role: memberships.role, company: customers.name })
    .from(memberships)
    .innerJoin(customers, eq(customers.id, memberships.customerId))
    .orderBy(asc(customers.name));
  return people.map((person) => ({
    ...person,
    companies: companies.filter((company) => company.userId === person.id),
  }));
}
