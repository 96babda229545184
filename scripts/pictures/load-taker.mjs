// The pictures are taken by TypeScript that the browser tests share (e2e/support): it is bundled to be run by plain
// Node.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

/**
 * @param {string} root
 * @returns {Promise<typeof import("./take-pictures")>} takePictures and takeOverview of take-pictures.ts
 */
export async function loadTaker(root) {
  const { build, stop } = await import("esbuild");
  // Inside the clone: packages are found from there.
  const outfile = path.join(root, ".builds", `take-pictures-${process.pid}.mjs`);
  try {
    await build({
      entryPoints: [path.join(root, "scripts/pictures/take-pictures.ts")],
      bundle: true,
      outfile,
      platform: "node",
      format: "esm",
      target: "node20",
      packages: "external",
      alias: { "@": root },
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    fs.rmSync(outfile, { force: true });
    await stop();
  }
}
