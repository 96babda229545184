// The pictures are taken by TypeScript that the browser tests share (e2e/support): it is bundled to be run by plain
// Node.
import path from "node:path";

/**
 * @param {string} root
 * @returns {Promise<typeof import("./take-pictures")>} takePictures and takeOverview of take-pictures.ts
 */
export async function loadTaker(root) {
  const { build, stop } = await import("esbuild");
  try {
    const { outputFiles } = await build({
      entryPoints: [path.join(root, "scripts/pictures/take-pictures.ts")],
      bundle: true,
      write: false,
      platform: "node",
      format: "esm",
      target: "node20",
      packages: "external",
      alias: { "@": root },
    });
    const [program] = outputFiles;
    return await import(`data:text/javascript;base64,${Buffer.from(program?.contents ?? "").toString("base64")}`);
  } finally {
    await stop();
  }
}
