import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
} from "node:fs";

/**
 * Writes a JSON document so that a reader, and a cloud that was killed in between, sees the old or the new one, never
 * half of it. There is no fsync: the promise is to survive `kill -9` of the cloud, not a power cut of the host.
 */
export function writeJson(file: string, value: unknown): void {
  writeText(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** As writeJson, for plain text. */
export function writeText(file: string, text: string): void {
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}

/** The JSON document in a file, or undefined when there is no such file. */
export function readJson<T>(file: string): T | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as T) : undefined;
}

/**
 * An append-only file of JSON lines. A last line that was torn by a kill is ended at opening and skipped at reading.
 */
export class JsonLines<T> {
  constructor(private readonly file: string) {
    if (endsTorn(file)) appendFileSync(file, "\n");
  }

  /** Appends one line; it is with the operating system when this returns. */
  append(value: T): void {
    appendFileSync(this.file, `${JSON.stringify(value)}\n`, { mode: 0o600 });
  }

  /** Every whole line, in the order they were written. */
  read(): T[] {
    if (!existsSync(this.file)) return [];
    const values: T[] = [];
    for (const line of readFileSync(this.file, "utf8").split("\n")) {
      if (line === "") continue;
      try {
        values.push(JSON.parse(line) as T);
      } catch {
        // A torn line: the cloud was killed while it wrote it, so nobody was answered on its account.
      }
    }
    return values;
  }
}

function endsTorn(file: string): boolean {
  if (!existsSync(file)) return false;
  const handle = openSync(file, "r");
  try {
    const { size } = fstatSync(handle);
    if (size === 0) return false;
    const last = Buffer.alloc(1);
    readSync(handle, last, 0, 1, size - 1);
    return last[0] !== 0x0a;
  } finally {
    closeSync(handle);
  }
}
