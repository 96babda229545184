// The pictures are taken by TypeScript that the browser tests share (e2e/support): it is bundled to be run by plain
// Node.
import path from "node:path";

/** @returns takePictures and takeOverview of take-pictures.ts */
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
    return await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
  } finally {
    await stop();
  }
}
