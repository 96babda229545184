"use client";
import { useState } from "react";

/** Bytes of one request: what is lost with one that breaks off. */
const sliceBytes = 8 * 1024 * 1024;
const tries = 5;
const restMs = 2_000;

const addressOf = (id: string) => `/api/uploads?id=${encodeURIComponent(id)}`;
type Answer = { received: number } | { refusal: string };

/** Undefined where no answer came. */
async function ask(address: string, init: RequestInit): Promise<Answer | undefined> {
  try {
    const answer = await fetch(address, init);
    if (answer.status === 502 || answer.status === 503) return undefined;
    const body = (await answer.json()) as { received?: number; detail?: string };
    if (answer.ok && body.received !== undefined) return { received: body.received };
    return { refusal: body.detail ?? `The server answered ${answer.status}.` };
  } catch {
    return undefined;
  }
}

/**
 * Sends what is left of an upload, slice by slice. Where the server cannot be reached it asks how much has come, and
 * goes on from there.
 * @returns the sentence of a refusal; undefined when all has come
 */
async function sendRest(
  { id, from, content }: { id: string; from: number; content: Blob },
  onReceived: (bytes: number) => void,
): Promise<string | undefined> {
  let at = from;
  for (let failed = 0; at < content.size; ) {
    const body = content.slice(at, at + sliceBytes);
    let answer = await ask(`${addressOf(id)}&from=${at}`, { method: "PUT", body });
    if (answer === undefined) {
      failed += 1;
      if (failed === tries) return "The server cannot be reached. What has come stays: continue the upload later.";
      await new Promise((go) => setTimeout(go, restMs));
      answer = await ask(addressOf(id), { cache: "no-store" });
    } else failed = 0;
    if (answer === undefined) continue;
    if ("refusal" in answer) return answer.refusal;
    at = answer.received;
    onReceived(at);
  }
  return undefined;
}

/** Sends files as the content of an upload, one after the other, and shows how far it is. */
export function useSending() {
  const [sent, setSent] = useState<{ bytes: number; of: number } | null>(null);
  const send = async (upload: { id: string; from: number }, files: readonly File[]) => {
    const content = new Blob([...files]);
    setSent({ bytes: upload.from, of: content.size });
    const refusal = await sendRest({ ...upload, content }, (bytes) => setSent({ bytes, of: content.size }));
    setSent(null);
    return refusal;
  };
  return { sent, send };
}
