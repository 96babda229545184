// Each build goes to a folder of its own with a tsconfig of its own (scripts/build.mjs), so that a
// second build never touches what a running server serves, and the committed tsconfig stays clean.
const development = process.env.NODE_ENV === "development";

// Next's own inline scripts need 'unsafe-inline'; nothing is loaded from elsewhere, framed, or sent elsewhere.
const contentSecurityPolicy = [
  "default-src 'self'",
  `script-src 'self' 'unsafe-inline'${development ? " 'unsafe-eval'" : ""}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'self'",
  "form-action 'self'",
].join("; ");

const permissionsPolicy = ["camera", "microphone", "geolocation", "payment", "usb", "serial", "bluetooth", "hid"]
  .map((name) => `${name}=()`)
  .join(", ");

/** @type {import("next").NextConfig} */
module.exports = {
  distDir: process.env.SPILLWAY_DIST_DIR || ".next",
  // `npm test` checks types; a build on a user's machine does not spend time on it.
  typescript: { tsconfigPath: process.env.SPILLWAY_TSCONFIG || "tsconfig.json", ignoreBuildErrors: true },
  reactCompiler: true,
  typedRoutes: true,
  poweredByHeader: false,
  devIndicators: false,
  // In development, shared by several starts, it served old modules after edits and made pages reload without end; a
  // cold start costs seconds. A build has a folder of its own, so nothing would ever read what a quarter of its
  // processor time went into.
  experimental: { turbopackFileSystemCacheForDev: false, turbopackFileSystemCacheForBuild: false },
  serverExternalPackages: ["postgres", "@duckdb/node-api", "nodemailer", "pino"],
  headers: async () => [
    {
      source: "/icons.svg",
      headers: [{ key: "Cache-Control", value: "public, max-age=3600, stale-while-revalidate=604800" }],
    },
    {
      source: "/:path*",
      headers: [
        { key: "Content-Security-Policy", value: contentSecurityPolicy },
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "Referrer-Policy", value: "same-origin" },
        { key: "X-Frame-Options", value: "DENY" },
        { key: "Permissions-Policy", value: permissionsPolicy },
      ],
    },
    {
      // Behind a proxy that serves https (docs/operations.md); plain http gets none.
      source: "/:path*",
      has: [{ type: "header", key: "x-forwarded-proto", value: "https" }],
      headers: [{ key: "Strict-Transport-Security", value: "max-age=31536000" }],
    },
  ],
};
