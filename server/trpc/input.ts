/** The most calls that one request of a page may hold. The browser's client sends no more at once. */
export const mostCalls = 20;
