"use client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import superjson from "superjson";
import { mostCalls } from "@/server/trpc/input";
import type { AppRouter } from "@/server/trpc/root";

const context = createTRPCContext<AppRouter>();
/** Options for react-query, e.g. `useMutation(useTRPC().configuration.setContact.mutationOptions())`. */
export const useTRPC = context.useTRPC;
/** The bare client, for subscriptions. */
export const useTRPCClient = context.useTRPCClient;

const url = "/api/trpc";

/**
 * Calls from the browser. `company` is the company that this page was drawn for: it goes with every call, so that a
 * second tab on another company cannot misdirect what is written here.
 */
export function TrpcProvider({ company, children }: { company?: string; children: ReactNode }) {
  const [queries] = useState(
    () =>
      new QueryClient({ defaultOptions: { queries: { staleTime: 10_000, retry: 1, refetchOnWindowFocus: false } } }),
  );
  const [client] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: (operation) => operation.type === "subscription",
          true: httpSubscriptionLink({ url, transformer: superjson }),
          false: httpBatchLink({
            url,
            transformer: superjson,
            maxURLLength: 2000,
            maxItems: mostCalls,
            headers: company ? { "x-spillway-company": company } : {},
          }),
        }),
      ],
    }),
  );
  return (
    <QueryClientProvider client={queries}>
      <context.TRPCProvider trpcClient={client} queryClient={queries}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  );
}
