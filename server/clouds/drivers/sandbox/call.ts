import { z } from "zod";
import { clockNow } from "../../../clock";
import { CloudError } from "../../driver";
import type { ExchangeRecorder } from "../../driver-kind";

/**
 * A cloud answers within this time or counts as unreachable. Two calls stay below the lease of an overflow, one below a
 * notice's.
 */
const answerMs = 10_000;

export type SandboxCall = <T>(method: string, path: string, answer: z.ZodType<T>, body?: unknown) => Promise<T>;

/**
 * Calls of one sandbox cloud's API. Every exchange is recorded, answered or not.
 * @throws CloudError for a refusal, and where no answer that can be read comes in time.
 */
export function sandboxCall(url: string, token: string, record: ExchangeRecorder): SandboxCall {
  return async (method, path, schema, body) => {
    const startedAt = clockNow();
    const began = performance.now();
    const { status, answer, fault } = await exchange(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const tookMs = Math.round(performance.now() - began);
    const error = fault?.message ?? null;
    await record({ method, path, request: body ?? null, status, answer, error, startedAt, tookMs });
    if (fault) throw fault;
    return schema.parse(answer);
  };
}

type Exchanged = { status: number | null; answer: unknown; fault: CloudError | null };

async function exchange(address: string, request: RequestInit): Promise<Exchanged> {
  let status: number | null = null;
  try {
    const response = await fetch(address, { ...request, signal: AbortSignal.timeout(answerMs) });
    status = response.status;
    const text = await response.text();
    const answer: unknown = text === "" ? null : JSON.parse(text);
    return { status, answer, fault: response.ok ? null : refusal(status, answer) };
  } catch (error) {
    const fault = new CloudError(`The cloud did not answer: ${(error as Error).message}.`, status, "unreachable");
    return { status, answer: null, fault };
  }
}

function refusal(status: number, answer: unknown): CloudError {
  const body = z.object({ error: z.string().optional(), message: z.string().optional() }).safeParse(answer);
  const words = body.data?.message ?? body.data?.error ?? `status ${status}`;
  if (body.data?.error === "no_capacity") return new CloudError(`No capacity left: ${words}`, status, "no_capacity");
  return new CloudError(`The cloud answered ${status}: ${words}`, status, status >= 500 ? "failed" : "refused");
}
