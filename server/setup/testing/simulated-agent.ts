import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

type Handler = (
  request: globalThis.Request,
  context?: { params: Promise<Record<string, string>> },
) => Promise<Response>;

/** How the agent reaches the portal: the route handlers themselves, or `fetch` to a running one. */
export type Reach = (request: globalThis.Request) => Promise<Response>;

/** Calls route handlers directly, by path. */
export function throughHandlers(handlers: Record<string, Handler>): Reach {
  return (request) => {
    const handler = handlers[new URL(request.url).pathname];
    if (!handler) throw new Error(`No handler for ${request.url}.`);
    return handler(request);
  };
}

/** `body` as a shell reads it: a flat object whose values are taken as text. */
export type Answer = { status: number; body: Record<string, string> };

/**
 * A machine that speaks docs/machine-api.md, in TypeScript: for tests of the portal's side. The real one is `agent/`.
 */
export class SimulatedAgent {
  readonly key = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly publicKey = this.key.publicKey.export({ type: "spki", format: "pem" }).toString();
  machineId = "";
  installer = "";
  envelope = "";
  joinState = "";
  license: { jti: string; seq: number; claims: Record<string, unknown> } | null = null;
  configuration: Record<string, unknown> | null = null;
  applied = "";
  application: "stopped" | "running" | "failed" = "stopped";

  constructor(
    private readonly reach: Reach,
    readonly origin: string,
    readonly token: string,
    readonly facts: Record<string, string>,
    private readonly now: () => Date = () => new Date(),
  ) {}

  async call(path: string, body: unknown, authorization?: string): Promise<Answer> {
    const response = await this.reach(
      new Request(`${this.origin}/api/machines/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...(authorization ? { authorization } : {}) },
        body: JSON.stringify(body),
      }),
    );
    return { status: response.status, body: (await response.json()) as Answer["body"] };
  }

  async collect(facts: Record<string, string> = this.facts): Promise<Answer> {
    const answer = await this.call("collect", { token: this.token, publicKey: this.publicKey, facts });
    if (answer.body.machineId) this.machineId = answer.body.machineId;
    if (answer.body.status === "ready") {
      this.installer = Buffer.from(answer.body.installer ?? "", "base64").toString();
      this.envelope = /^ENVELOPE='([^']+)'$/m.exec(this.installer)?.[1] ?? "";
    }
    return answer;
  }

  /** Lays the application down, not started, and reports it. */
  layDown(): Promise<Answer> {
    return this.report("progress", "application", "done", `Enrolment ${this.envelope}`);
  }

  report(kind: string, step: string, state: string, authorization = this.bearer(), detail = ""): Promise<Answer> {
    return this.call("report", { kind, step, state, detail }, authorization);
  }

  async enrol(envelope = this.envelope, facts = this.facts): Promise<Answer> {
    const body = { envelope, publicKey: this.publicKey, facts, signature: this.signed(envelope) };
    const answer = await this.call("enrol", body);
    if (answer.status === 200) this.take(answer.body);
    return answer;
  }

  acknowledge(): Promise<Answer> {
    const { jti = "", seq = 0 } = this.license ?? {};
    return this.call("acknowledge", { jti, seq, signature: this.signed(`ack|${jti}|${seq}`) }, this.bearer());
  }

  async heartbeat(more: Record<string, unknown> = {}): Promise<Answer> {
    const answer = await this.call(
      "heartbeat",
      {
        joinState: this.joinState,
        agentVersion: "1.test",
        licenseSeq: this.license?.seq ?? 0,
        licenseJti: this.license?.jti ?? "",
        application: this.application,
        applied: this.applied,
        ...more,
      },
      this.bearer(),
    );
    if (answer.status === 200) this.take(answer.body);
    return answer;
  }

  release(): Promise<Answer> {
    return this.call("release", {}, this.bearer());
  }

  /** The whole way, from the report to the running application. */
  async install(): Promise<Answer> {
    const collected = await this.collect();
    if (!this.envelope) return collected;
    await this.layDown();
    const enrolled = await this.enrol();
    if (enrolled.status !== 200 || !this.license) return enrolled;
    await this.acknowledge();
    this.application = "running";
    await this.report("outcome", "finished", "done");
    return this.heartbeat();
  }

  bearer(): string {
    const iat = Math.floor(this.now().getTime() / 1000);
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const head = encode({ alg: "ES256", typ: "JWT", kid: this.machineId });
    const claims = encode({ aud: this.origin, iat, exp: iat + 300, jti: randomBytes(16).toString("hex") });
    const signature = sign("sha256", Buffer.from(`${head}.${claims}`), this.key.privateKey).toString("base64url");
    return `Bearer ${head}.${claims}.${signature}`;
  }

  signed(text: string): string {
    return sign("sha256", Buffer.from(text), this.key.privateKey).toString("base64");
  }

  private take(body: Answer["body"]): void {
    const { joinState, license, configuration } = body;
    if (joinState) this.joinState = joinState;
    if (license) {
      const claims = payloadOf(license);
      this.license = { jti: String(claims.jti), seq: Number(claims.seq), claims };
    }
    if (configuration) {
      this.configuration = payloadOf(configuration);
      this.applied = String(this.configuration.version);
    }
  }
}

/** The claims of a JWS, unverified: tests of signatures verify them. */
export const payloadOf = (jws: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(jws.split(".")[1] ?? "", "base64url").toString());
