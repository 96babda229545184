import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface MachineFacts {
  id: string;
  cloud: string;
  hostname: string;
  flavor: string;
  serial: string;
  totalBytes: number;
  availableBytes: number;
}

/** The disk a machine of a flavor reports: the flavor's storage, 80 % of it free, in whole KiB as df counts. */
export function diskOf(storageBytes: number): { totalBytes: number; availableBytes: number } {
  const totalKiB = Math.floor(storageBytes / 1024);
  return { totalBytes: totalKiB * 1024, availableBytes: Math.floor((totalKiB * 4) / 5) * 1024 };
}

/** What `df -Pk` would print on the machine. */
function df(totalBytes: number, availableBytes: number): string {
  const [total, available] = [totalBytes / 1024, availableBytes / 1024];
  const used = total - available;
  const share = `${Math.ceil((used * 100) / total)}%`;
  const row = `/dev/vda1 ${total} ${used} ${available} ${share} /`;
  return `Filesystem 1024-blocks Used Available Capacity Mounted on\n${row}\n`;
}

/**
 * Lays down what a machine knows about itself (docs/machine-api.md, "Files on the machine"). What is there already is
 * left alone.
 */
export function layDownRoot(root: string, facts: MachineFacts): void {
  const files: Record<string, string> = {
    "etc/hostname": `${facts.hostname}\n`,
    "etc/machine-id": `${randomBytes(16).toString("hex")}\n`,
    "etc/os-release": 'ID=sandbox\nNAME="Sandbox Linux"\nVERSION_ID="1"\nPRETTY_NAME="Sandbox Linux 1"\n',
    "sys/class/dmi/id/product_serial": `${facts.serial}\n`,
    "sys/class/dmi/id/product_uuid": `${randomUUID()}\n`,
    "sys/class/dmi/id/product_name": `${facts.flavor}\n`,
    "sys/class/dmi/id/sys_vendor": "Sandbox cloud\n",
    "run/instance/id": `${facts.id}\n`,
    "run/instance/cloud": `${facts.cloud}\n`,
    "run/instance/disk": df(facts.totalBytes, facts.availableBytes),
    "var/log/console.log": "",
  };
  for (const folder of ["root", "tmp", "opt", "var/lib"])
    mkdirSync(join(root, folder), { recursive: true, mode: 0o700 });
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file)) writeFileSync(file, content);
  }
}
