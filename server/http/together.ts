type Waiting<Q, A> = { question: Q; answer: (answer: A) => void; refuse: (error: unknown) => void };

/**
 * Asks many questions at once: those that come while an answer is awaited are one question after it. Nobody waits for
 * a timer.
 */
export class Together<Q, A> {
  private readonly waiting: Waiting<Q, A>[] = [];
  private asking = false;

  /** @param answers the answers to questions, in their order; where it throws, to all of them; @param most at once */
  constructor(
    private readonly answers: (questions: readonly Q[]) => Promise<readonly A[]>,
    private readonly most = 100,
  ) {}

  ask(question: Q): Promise<A> {
    return new Promise((answer, refuse) => {
      this.waiting.push({ question, answer, refuse });
      if (!this.asking) void this.askAll();
    });
  }

  private async askAll(): Promise<void> {
    this.asking = true;
    while (this.waiting.length > 0) {
      const asked = this.waiting.splice(0, this.most);
      try {
        const answers = await this.answers(asked.map(({ question }) => question));
        for (const [n, { answer }] of asked.entries()) answer(answers[n] as A);
      } catch (error) {
        for (const { refuse } of asked) refuse(error);
      }
    }
    this.asking = false;
  }
}
