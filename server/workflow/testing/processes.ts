import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { addCloud } from "@/server/clouds/add-cloud";
import { inProvider, jobRequest } from "@/server/context";

/** A program of the test's own, as a process. Asked by lines, it answers by lines (web-process.ts). */
export class ProgramProcess {
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;
  private readonly answers: ((answer: unknown) => void)[] = [];
  private readonly changes: { table: string; seen: () => void }[] = [];

  private constructor(program: string) {
    this.child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"], env: process.env });
    // By then all that it printed has been read.
    this.ended = new Promise((resolve) => this.child.once("close", resolve));
    this.child.stdin?.on("error", () => {}); // It has ended.
    if (!this.child.stdout) throw new Error("The process has no output.");
    createInterface({ input: this.child.stdout }).on("line", (line) => this.read(JSON.parse(line)));
  }

  /** A process that works by itself. */
  static start(program: string): ProgramProcess {
    return new ProgramProcess(program);
  }

  /** A process that is asked; resolves when it is ready. */
  static async startAsked(program: string): Promise<ProgramProcess> {
    return (await ProgramProcess.startAnswering(program)).process;
  }

  /** The same with what it answers when it is ready. */
  static async startAnswering<T>(program: string): Promise<{ process: ProgramProcess; answer: T }> {
    const started = new ProgramProcess(program);
    const answer = await new Promise((resolve) => started.answers.push(resolve));
    return { process: started, answer: answer as T };
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  private read(line: { answer?: unknown; changed?: string }): void {
    if (line.changed === undefined) this.answers.shift()?.(line.answer);
    else for (const { seen } of this.changes.filter(({ table }) => table === line.changed)) seen();
  }

  /** What the process answers to a line. */
  ask<T>(line: string): Promise<T> {
    this.child.stdin?.write(`${line}\n`);
    return new Promise<T>((resolve) => this.answers.push((answer) => resolve(answer as T)));
  }

  /** The same of a process that may end before it answers; null where it does. */
  askUnlessEnded<T>(line: string): Promise<T | null> {
    return Promise.race([this.ask<T>(line), this.ended.then(() => null)]);
  }

  /** Resolves when a notification of this table has reached the process. Ask for it before the change. */
  changed(table: string): Promise<void> {
    return new Promise((seen) => this.changes.push({ table, seen }));
  }

  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    this.child.kill(signal);
    await this.ended;
  }
}

/** A host cloud without machines or use, which counts its polls and may be made to leave them unanswered. */
export class CountedCloud {
  polls = 0;
  private hanging = false;
  private readonly unanswered = new Set<ServerResponse>();

  private constructor(
    readonly id: string,
    private readonly server: ReturnType<typeof createServer>,
  ) {}

  static async open(slug: string): Promise<CountedCloud> {
    const holder: { cloud?: CountedCloud } = {};
    const server = createServer((request, response) => holder.cloud?.answer(request.url ?? "", response));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const connection = { settings: { url }, credentials: { token: "token-of-the-test" } };
    const id = await inProvider(jobRequest("test"), (ctx) =>
      addCloud(ctx, { slug, name: slug, driver: "sandbox", connection }),
    );
    holder.cloud = new CountedCloud(id, server);
    return holder.cloud;
  }

  private answer(path: string, response: ServerResponse): void {
    if (path === "/v1/inventory") {
      this.polls += 1;
      if (this.hanging) {
        this.unanswered.add(response);
        return;
      }
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(answers[path.split("?")[0] ?? ""] ?? {}));
  }

  /** From now on polls get no answer, or again one. */
  hang(hanging: boolean): void {
    this.hanging = hanging;
    if (hanging) return;
    for (const response of this.unanswered) response.destroy();
    this.unanswered.clear();
  }

  async close(): Promise<void> {
    this.hang(false);
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

const answers: Record<string, unknown> = {
  "/v1/inventory": { flavors: [], images: [] },
  "/v1/usage": { records: [], next: "2026-11-20T00:00:00.000Z" },
  "/v1/instances": { instances: [] },
};
