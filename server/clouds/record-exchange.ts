import { cloudExchanges } from "@/db/schema";
import { inProvider, jobRequest } from "../context";
import { newId } from "../ids";
import { withoutSecretForms } from "../redact-secrets";
import { withoutSecrets } from "./redact-exchange";

/** For whom and why a cloud is called; stored with the exchange. */
export type ExchangeSubject = { customerId?: string; subjectKind?: string; subjectId?: string };

export type Exchange = {
  method: string;
  path: string;
  request: unknown;
  status: number | null;
  answer: unknown;
  error: string | null;
  startedAt: Date;
  tookMs: number;
};

/** Stores what left for a cloud and what came back, both without their secrets. */
export async function recordExchange(cloudId: string, subject: ExchangeSubject, exchange: Exchange): Promise<void> {
  const request = jobRequest("clouds", exchange.startedAt);
  await inProvider(request, (ctx) =>
    ctx.tx.insert(cloudExchanges).values({
      id: newId("cloudExchange", exchange.startedAt),
      cloudId,
      customerId: subject.customerId ?? null,
      subjectKind: subject.subjectKind ?? null,
      subjectId: subject.subjectId ?? null,
      ...exchange,
      path: withoutSecretForms(exchange.path),
      request: withoutSecrets(exchange.request),
      answer: withoutSecrets(exchange.answer),
      error: exchange.error === null ? null : withoutSecretForms(exchange.error),
    }),
  );
}
