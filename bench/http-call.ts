import { Agent, request as ask } from "node:http";

const agent = new Agent({ keepAlive: true });

/** One call to the end of its answer, over a connection that stays open. @returns status and body */
export function call(
  origin: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: string,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sending = ask(origin + path, { method, agent, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.once("end", () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString() }));
      answer.once("error", reject);
    });
    sending.once("error", (error: NodeJS.ErrnoException) => {
      // The server has closed a connection that was idle for long.
      const isStale = sending.reusedSocket && error.code === "ECONNRESET";
      if (isStale) call(origin, method, path, headers, body).then(resolve, reject);
      else reject(error);
    });
    sending.end(body);
  });
}
