// Each build goes to a folder of its own with a tsconfig of its own (scripts/build.mjs), so that a
// second build never touches what a running server serves, and the committed tsconfig stays clean.
/** @type {import("next").NextConfig} */
module.exports = {
  distDir: process.env.SPILLWAY_DIST_DIR || ".next",
  // `npm test` checks types; a build on a user's machine does not spend time on it.
  typescript: { tsconfigPath: process.env.SPILLWAY_TSCONFIG || "tsconfig.json", ignoreBuildErrors: true },
  reactCompiler: true,
  // No page shows a picture that Next would make smaller: its address answers 404, and sharp is not installed
  // (scripts/trim-packages.mjs).
  images: { unoptimized: true },
  typedRoutes: true,
  poweredByHeader: false,
  devIndicators: false,
  // In development, shared by several starts, it served old modules after edits and made pages reload without end; a
  // cold start costs seconds. A build has a folder of its own, so nothing would ever read what a quarter of its
  // processor time went into.
  // A build's source maps were two thirds of it, and Node reads none without being asked to
  // (docs/decisions/019-what-an-installation-holds.md).
  experimental: {
    turbopackFileSystemCacheForDev: false,
    turbopackFileSystemCacheForBuild: false,
    turbopackSourceMaps: process.env.NODE_ENV !== "production",
  },
  serverExternalPackages: ["postgres", "@duckdb/node-api", "nodemailer", "pino", "pdfkit", "@e-invoice-eu/core"],
  // What every answer states, Content-Security-Policy and HSTS: server/http/web-policy.ts.
  headers: async () => [
    {
      source: "/icons.svg",
      headers: [{ key: "Cache-Control", value: "public, max-age=3600, stale-while-revalidate=604800" }],
    },
  ],
};
