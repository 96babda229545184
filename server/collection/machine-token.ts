import { verify } from "node:crypto";
import { z } from "zod";
import type { Context } from "../context";
import { env } from "../env";
import { DomainError } from "../errors";
import { guardGuesses } from "../http/guesses";
import type { Call } from "../http/handle";
import { limit } from "../http/limits";
import { plainText } from "../text-input";
import { callRefusal, type MachinePurpose, unentitledUse } from "./machine-standing";
import { resolveMachine } from "./resolve-machine";

const header = z.object({ alg: z.literal("ES256"), kid: plainText.max(100) });
const claims = z.object({ aud: z.string(), iat: z.number(), exp: z.number(), jti: plainText.min(8).max(100) });
/** The machine makes its token by the portal's time; this much the two may still differ, seconds. */
const skew = 60;
const lifeMax = 300;

export type MachineActor = Extract<Context["actor"], { kind: "machine" }>;

/**
 * The machine that makes a call, by its token; its requests and wrong tokens are limited.
 * @throws as machineOf, and rate_limited
 */
export async function machineOfToken(
  { request, address, answerHeaders, now }: Pick<Call, "request" | "address" | "answerHeaders" | "now">,
  purpose: MachinePurpose,
): Promise<MachineActor> {
  const authorization = request.headers.get("authorization");
  const credential = kidOf(authorization) ?? authorization ?? "";
  const actor = await guardGuesses({ kind: "machine token", address, credential }, () =>
    machineOf(authorization, now, purpose),
  );
  await limit(purpose === "usage" ? "machineUsage" : "machine", actor.id, answerHeaders);
  return actor;
}

/** Whom a token claims to be. A machine makes a new one every few minutes: its wrong ones count as one guess. */
function kidOf(authorization: string | null): string | undefined {
  const head = header.safeParse(decode(authorization?.split(" ")[1]?.split(".")[0] ?? ""));
  return head.data?.kid;
}

/**
 * The machine behind an `Authorization: Bearer` header: a JWT in form, its signature DER as openssl writes it
 * (docs/rules.md 8.2). Here alone its standing is judged: what it may call, and whether its use counts.
 * @throws unauthenticated with a sentence for the machine's log; forbidden where it may not make this call.
 */
async function machineOf(authorization: string | null, now: Date, purpose: MachinePurpose): Promise<MachineActor> {
  const [scheme, token] = (authorization ?? "").split(" ");
  if (scheme !== "Bearer" || !token) throw refusal("Send the machine's token as Authorization: Bearer.");
  const [first = "", second = "", signature = "", more] = token.split(".");
  const head = header.safeParse(decode(first));
  const said = claims.safeParse(decode(second));
  if (!head.success || !said.success || more !== undefined) throw refusal("The machine's token is not readable.");
  const machineId = head.data.kid;
  const known = await resolveMachine(machineId);
  const key = { key: known.publicKeyPem, dsaEncoding: "der" as const };
  if (!verify("sha256", Buffer.from(`${first}.${second}`), key, Buffer.from(signature, "base64url")))
    throw refusal("The machine's token is not signed by its key.");
  const at = now.getTime() / 1000;
  const { aud, iat, exp } = said.data;
  if (aud !== env().origin) throw refusal(`The machine's token is for ${aud}, not for ${env().origin}.`);
  if (exp <= at - skew || iat > at + skew || exp - iat > lifeMax)
    throw refusal("The machine's token has expired, or its clock is wrong: make one by serverTime.");
  const refused = callRefusal(purpose, known.standing);
  if (refused) throw new DomainError("forbidden", refused);
  const unentitled = purpose === "usage" ? unentitledUse(known.standing, now) : null;
  return {
    kind: "machine",
    id: machineId,
    label: machineId,
    customerId: known.customerId,
    ...(unentitled ? { unentitled } : {}),
  };
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString());
  } catch {
    return null; // The caller reports it as unreadable.
  }
}

const refusal = (sentence: string) => new DomainError("unauthenticated", sentence);
