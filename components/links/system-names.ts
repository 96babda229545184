/** What people call the systems that machines have. */
export const systemNames = { linux: "Linux", darwin: "macOS" } as const;
