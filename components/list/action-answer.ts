/** What an act of the console answers to its button: done, or why not. */
export type ActAnswer = { done: true; sentence?: string } | { done: false; sentence: string; requestId: string };
