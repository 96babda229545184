import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { origin } from "./installation";

/**
 * A sender that writes its whole body, whatever was answered meanwhile, and then reads: the strictest of all clients.
 * One connection for all its requests.
 */
export class RawSender {
  private text = "";

  private constructor(private readonly socket: Socket) {
    socket.setEncoding("latin1");
    socket.on("data", (more: string) => {
      this.text += more;
    });
  }

  static async connect(): Promise<RawSender> {
    const { hostname, port } = new URL(origin());
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    return new RawSender(socket);
  }

  /** @returns the status of the answer. @throws what a write throws: EPIPE where the server closed under it */
  async post(path: string, headers: Record<string, string>, length: number): Promise<number> {
    this.text = "";
    const lines = Object.entries({ host: new URL(origin()).host, "content-length": String(length), ...headers });
    await this.write(`POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
    const block = Buffer.alloc(256 * 1024, 0x20);
    for (let left = length; left > 0; left -= block.length) await this.write(block.subarray(0, left));
    for (;;) {
      const [, status, size] =
        /^HTTP\/1\.1 (\d{3}) .*?\r\n(?:.*?\r\n)*?content-length: (\d+)\r\n/i.exec(this.text) ?? [];
      const end = this.text.indexOf("\r\n\r\n");
      const whole = /transfer-encoding: chunked/i.test(this.text)
        ? this.text.endsWith("0\r\n\r\n")
        : end > 0 && this.text.length >= end + 4 + Number(size ?? 0);
      if (whole) return Number(status ?? /^HTTP\/1\.1 (\d{3})/.exec(this.text)?.[1]);
      await once(this.socket, "data");
    }
  }

  private write(data: string | Buffer): Promise<void> {
    return new Promise((resolve, reject) => this.socket.write(data, (error) => (error ? reject(error) : resolve())));
  }

  close(): void {
    this.socket.destroy();
  }
}
