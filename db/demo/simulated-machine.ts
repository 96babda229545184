import { createHash, createPrivateKey, randomBytes, sign } from "node:crypto";

/** What a machine of the story has on its disk: its key, its license, and what it backs up. */
export type SimulatedMachine = {
  machineId: string;
  hostname: string;
  serial: string;
  /** Its private key, PKCS #8 as PEM. */
  key: string;
  joinState: string;
  licenseJti: string;
  licenseSeq: number;
  applied: string;
  /** What its newest snapshot needs in the repository in bytes, a decimal string; null without backups. */
  backupBytes: string | null;
  /** Since when it makes snapshots, an ISO instant. */
  since: string;
};

/** POST of a body to a path of the machine API; the answer's status and body. */
export type Post = (
  path: string,
  body: unknown,
  authorization: string,
) => Promise<{ status: number; body: Record<string, unknown> }>;

const dayMs = 24 * 3_600_000;
/** Snapshots are made at two in the night, UTC. */
const nightMs = 2 * 3_600_000;

/**
 * One contact of a simulated machine at `now`: a heartbeat through the machine API with its own key, and the
 * acknowledgement of a license that came with the answer (docs/machine-api.md). `origin` is the portal's address.
 * @returns the machine after it, and seconds to its next contact; null once the portal has released it
 * @throws Error when the portal refuses
 */
export async function contact(
  machine: SimulatedMachine,
  { post, origin, now }: { post: Post; origin: string; now: Date },
): Promise<{ machine: SimulatedMachine; seconds: number } | null> {
  const call = async (path: string, body: unknown) => {
    const answer = await post(`/api/machines/${path}`, body, bearer(machine, origin, now));
    if (answer.status >= 300)
      throw new Error(`${path} of ${machine.hostname}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const snapshots = snapshotsOf(machine, now);
  const answer = await call("heartbeat", {
    joinState: machine.joinState,
    agentVersion: "1.0.0",
    licenseSeq: machine.licenseSeq,
    licenseJti: machine.licenseJti,
    application: "running",
    applied: machine.applied,
    ...(snapshots && { snapshots }),
  });
  if (answer.command === "uninstall") return null;
  const after = { ...machine, joinState: String(answer.joinState) };
  if (typeof answer.configuration === "string") after.applied = String(claimsOf(answer.configuration).version);
  if (typeof answer.license === "string") {
    const { jti, seq } = claimsOf(answer.license) as { jti: string; seq: number };
    await call("acknowledge", { jti, seq, signature: signedBy(machine, `ack|${jti}|${seq}`) });
    Object.assign(after, { licenseJti: jti, licenseSeq: seq });
  }
  return { machine: after, seconds: Number(answer.intervalSeconds) };
}

/** The snapshots of the last seven nights that the machine has; a week's grow, and the next begins anew. */
export function snapshotsOf(
  { serial, backupBytes, since }: Pick<SimulatedMachine, "serial" | "backupBytes" | "since">,
  now: Date,
): { id: string; time: string; bytes: string }[] | undefined {
  if (backupBytes === null) return undefined;
  const newest = BigInt(backupBytes);
  const last = Math.floor((now.getTime() - nightMs) / dayMs);
  const nights = Array.from({ length: 7 }, (_, back) => last - 6 + back);
  return nights
    .filter((night) => night * dayMs + nightMs >= Date.parse(since))
    .map((night) => ({
      id: createHash("sha256").update(`${serial} ${night}`).digest("hex"),
      time: new Date(night * dayMs + nightMs).toISOString(),
      bytes: String(newest - (newest / 200n) * BigInt(6 - (night % 7))),
    }));
}

/** Signs a text with the machine's key, as base64. */
export function signedBy({ key }: Pick<SimulatedMachine, "key">, text: string): string {
  return sign("sha256", Buffer.from(text), createPrivateKey(key)).toString("base64");
}

function bearer(machine: SimulatedMachine, origin: string, now: Date): string {
  const iat = Math.floor(now.getTime() / 1000);
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const head = encode({ alg: "ES256", typ: "JWT", kid: machine.machineId });
  const signed = `${head}.${encode({ aud: origin, iat, exp: iat + 300, jti: randomBytes(16).toString("hex") })}`;
  const signature = Buffer.from(signedBy(machine, signed), "base64").toString("base64url");
  return `Bearer ${signed}.${signature}`;
}

/** The claims of a JWS. Not verified: this is no machine that has anything to lose. */
const claimsOf = (jws: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(jws.split(".")[1] ?? "", "base64url").toString());
