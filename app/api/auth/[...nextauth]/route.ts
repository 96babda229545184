import { authHandler } from "@/server/identity/next-auth";

export const dynamic = "force-dynamic";

export { authHandler as GET, authHandler as POST };
