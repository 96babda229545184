import { cloudExchanges } from "@/db/schema";
import { inProvider, jobRequest } from "../context";
import { newId } from "../ids";

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

/** Stores what left for a cloud and what came back. Secrets in an answer are struck out; a request holds none. */
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
      answer: withoutSecrets(exchange.answer),
    }),
  );
}

function withoutSecrets(answer: unknown): unknown {
  if (!answer || typeof answer !== "object" || Array.isArray(answer)) return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([key, value]) => [key, key === "password" ? "(stored encrypted)" : value]),
  );
}
