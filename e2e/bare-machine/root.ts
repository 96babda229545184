import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const shell = promisify(execFile);
const suite = "bookworm";
/** What a minimal Debian needs for the one-liner; busybox is for the other machine, and taken out of this one. */
const packages = ["curl", "ca-certificates", "openssl"];
const recipe = createHash("sha256")
  .update([suite, ...packages, "1"].join())
  .digest("hex")
  .slice(0, 12);

/** Why bare machines cannot be made here, as a sentence. */
export class NoBareMachine extends Error {}

const cache = () => path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache"), "spillway", "bare-machine");

const has = (program: string) =>
  shell("sh", ["-c", `command -v ${program}`]).then(
    () => true,
    () => false,
  );

/**
 * A minimal Debian in a folder, built once from Debian's packages and stored in the cache: `root` to be copied for
 * each machine, `busybox` a static busybox for machines whose whole userland that is.
 * @throws NoBareMachine where this machine cannot make one
 */
export async function bareDebian(): Promise<{ root: string; busybox: string }> {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    throw new NoBareMachine("Bare machines take Linux and root (mounts, chroot).");
  for (const program of ["unshare", "nsenter", "setpriv"])
    if (!(await has(program))) throw new NoBareMachine(`${program} (util-linux) is missing.`);
  await shell("unshare", ["--mount", "--pid", "--uts", "--fork", "true"]).catch(() => {
    throw new NoBareMachine("This machine does not allow namespaces of its own (unshare).");
  });
  const folder = path.join(cache(), recipe);
  if (!existsSync(folder)) await build(folder);
  return { root: path.join(folder, "root"), busybox: path.join(folder, "busybox") };
}

async function build(folder: string): Promise<void> {
  const tool = await builder();
  mkdirSync(cache(), { recursive: true });
  const made = mkdtempSync(path.join(cache(), ".new-"));
  const root = path.join(made, "root");
  const include = `--include=${[...packages, "busybox-static"].join()}`;
  const options = { maxBuffer: 64 * 1024 ** 2, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  try {
    if (tool === "mmdebstrap")
      await shell(tool, ["--quiet", "--mode=root", "--variant=minbase", include, suite, root], options);
    else await shell(tool, ["--variant=minbase", include, suite, root], options);
    await shell("sh", [
      "-c",
      'cp "$1/root/bin/busybox" "$1/busybox" && rm "$1/root/bin/busybox" && chmod 755 "$1"',
      "sh",
      made,
    ]);
    renameSync(made, folder);
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    if (existsSync(folder)) return; // Another run was quicker.
    throw new NoBareMachine(`Debian's packages cannot be had here: ${lastWords(error)}`);
  }
}

/** What makes a Debian root; mmdebstrap is fetched from Debian's packages where neither is there. */
async function builder(): Promise<"mmdebstrap" | "debootstrap"> {
  if (await has("mmdebstrap")) return "mmdebstrap";
  if (await has("debootstrap")) return "debootstrap";
  const install = "apt-get install -y -q --no-install-recommends mmdebstrap";
  await shell("sh", ["-c", `${install} || { apt-get update -q && ${install}; }`], {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    maxBuffer: 64 * 1024 ** 2,
  }).catch((error) => {
    throw new NoBareMachine(
      `Neither mmdebstrap nor debootstrap is here, and apt could not fetch it: ${lastWords(error)}`,
    );
  });
  return "mmdebstrap";
}

const lastWords = (error: unknown) =>
  String((error as { stderr?: string }).stderr || error)
    .trim()
    .split("\n")
    .slice(-2)
    .join(" / ");
