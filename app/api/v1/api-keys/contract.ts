import { z } from "zod";
import { createApiKeyInput } from "@/server/identity/input";
import type { ApiKeyRow } from "@/server/identity/queries";
import { instantInput } from "@/server/instant";
import { operation } from "../operation";
import { after, customerName, limit, named, onePage, pageAnswer, time, timeText } from "../parts";

const whose = customerName.describe(
  "A customer's id or account identifier; without it the key's own company or provider.",
);

const apiKey = named(
  "ApiKey",
  z.object({
    id: z.string(),
    customerId: z.string().nullable().describe("null: a key of the provider, for every customer"),
    label: z.string().nullable(),
    scopes: z.array(z.string()),
    createdBy: z.string(),
    createdAt: time,
    lastUsedAt: time.nullable().describe("To a quarter of an hour"),
    expiresAt: time.nullable().describe("null: no end"),
    revokedAt: time.nullable(),
  }),
);

/** A key as programs see it: never the key itself. */
export function shownKey(row: ApiKeyRow): z.infer<typeof apiKey> {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: timeText(row.lastUsedAt),
    expiresAt: timeText(row.expiresAt),
    revokedAt: timeText(row.revokedAt),
  };
}

export const listKeys = operation({
  method: "get",
  path: "/api-keys",
  tag: "API keys",
  summary: "API keys, newest first, without the keys themselves",
  action: "keys.read",
  like: ["keys.list", "keys.providerList"],
  query: z.strictObject({ customer: whose, after, limit }),
  answer: named("ApiKeys", pageAnswer("apiKeys", apiKey)),
  says: onePage,
});
export const createKey = operation({
  method: "post",
  path: "/api-keys",
  tag: "API keys",
  summary: "Create an API key with scopes that this key has itself",
  action: "keys.change",
  like: ["keys.create", "keys.createProvider"],
  body: named(
    "NewApiKey",
    z.strictObject({
      label: createApiKeyInput.shape.label,
      scopes: createApiKeyInput.shape.scopes,
      customer: whose,
      expiresAt: instantInput.optional().describe("Until when it is valid; without it, it has no end"),
    }),
  ),
  answer: named("ApiKeyMade", apiKey.extend({ key: z.string().describe("The key. It cannot be read again.") })),
  says: "The key.",
  made: true,
});
export const getKey = operation({
  method: "get",
  path: "/api-keys/{id}",
  tag: "API keys",
  summary: "One API key",
  action: "keys.read",
  like: ["keys.list", "keys.providerList"],
  answer: apiKey,
  says: "The key, without the key itself.",
});
export const revokeKey = operation({
  method: "delete",
  path: "/api-keys/{id}",
  tag: "API keys",
  summary: "Revoke an API key at once",
  action: "keys.change",
  like: ["keys.revoke", "keys.revokeProvider"],
  answer: null,
  says: "It is refused from now on.",
});
