import type { ProgramRelease } from "../service-kind";

const version = "0.18.0";
const file = (arch: "amd64" | "arm64", sha256: string) => ({
  os: "linux" as const,
  arch,
  url: `https://github.com/restic/restic/releases/download/v${version}/restic_${version}_linux_${arch}.bz2`,
  sha256,
});

/** restic's release as its SHA256SUMS names it. A newer one is taken by changing this file. */
export const resticRelease: ProgramRelease = {
  version,
  files: [
    file("amd64", "98f6dd8bf5b59058d04bfd8dab58e196cc2a680666ccee90275a3b722374438e"),
    file("arm64", "ce18179c25dc5f2e33e3c233ba1e580f9de1a4566d2977e8d9600210363ec209"),
  ],
};
