import { z } from "zod";
import { authorityInput } from "@/server/usage/corrections/input";
import type { UsageAuthority } from "@/server/usage/questions/authorities";
import { sourceKinds } from "@/server/usage/states";
import type { Slugs } from "../names";
import { operation } from "../operation";
import { after, customerName, limit, named, pageAnswer, time } from "../parts";
import { corrected } from "../usage-corrections/contract";

const authority = named(
  "UsageAuthority",
  z.object({
    id: z.string(),
    customerId: z.string(),
    cloud: z.string().describe("A host cloud's slug, or on-premises"),
    meter: z.string(),
    sourceKind: z.enum(sourceKinds),
    validFrom: time.describe("1970: since ever, by the first record"),
    setBy: z.string(),
    reason: z.string().nullable().describe("null: the first record decided; companies' keys are given none"),
  }),
);
/** A decision on whose figures count as programs see it. @param own whether a company's key asks */
export const shownAuthority = (
  row: UsageAuthority,
  slugs: Slugs,
  { own }: { own: boolean },
): z.infer<typeof authority> => ({
  id: row.id,
  customerId: row.customerId,
  cloud: slugs.cloud(row.cloudId) ?? row.cloudId,
  meter: row.meter,
  sourceKind: row.sourceKind,
  validFrom: row.validFrom.toISOString(),
  setBy: row.setBy,
  reason: own ? null : row.reason,
});

export const listAuthorities = operation({
  method: "get",
  path: "/usage-authorities",
  tag: "Usage",
  summary: "Whose figures count, by host cloud and meter",
  action: "usage.read",
  like: ["usage.authorities", "usage.currentAuthorities"],
  query: z.strictObject({ customer: customerName, after, limit }),
  answer: named("UsageAuthorities", pageAnswer("authorities", authority)),
  says: "One page, the newest of each last, and where the next begins.",
});
export const getAuthority = operation({
  method: "get",
  path: "/usage-authorities/{id}",
  tag: "Usage",
  summary: "One decision on whose figures count",
  action: "usage.read",
  like: ["usage.authorities", "usage.authorityHistory"],
  answer: authority,
  says: "The decision.",
});
export const setAuthority = operation({
  method: "put",
  path: "/usage-authorities",
  tag: "Usage",
  summary: "Decide whose figures count from a time on, of stored records too, or see what that would do",
  action: "usage.change",
  like: ["usage.setAuthority"],
  body: named(
    "UsageAuthorityBody",
    authorityInput
      .omit({ customerId: true, cloudId: true })
      .extend({
        customer: customerName.unwrap(),
        cloud: z.string().min(1).max(100).describe("A host cloud's slug, or on-premises"),
      })
      .strict(),
  ),
  answer: corrected,
  says: "How many records count now or do so no more; what was billed too much is proposed to be taken back.",
});
