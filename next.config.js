// Each build goes to a folder of its own with a tsconfig of its own (scripts/build.mjs), so that a
// second build never touches what a running server serves, and the committed tsconfig stays clean.
/** @type {import("next").NextConfig} */
module.exports = {
  distDir: process.env.SPILLWAY_DIST_DIR || ".next",
  typescript: { tsconfigPath: process.env.SPILLWAY_TSCONFIG || "tsconfig.json", ignoreBuildErrors: true },
  reactCompiler: true,
  typedRoutes: true,
  poweredByHeader: false,
  serverExternalPackages: ["postgres", "@duckdb/node-api", "nodemailer"],
};
