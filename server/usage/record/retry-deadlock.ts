/** Transactions lock rows in sorted order, yet PostgreSQL may still report a deadlock: then `work` runs again. */
export async function retryDeadlock<T>(work: () => Promise<T>, attempts = 5): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      const { code } = cause as { code?: string };
      if ((code !== "40P01" && code !== "40001") || attempt >= attempts) throw error;
    }
  }
}
