type Waiting = (isConfirmed: boolean) => void;

/**
 * Step-up: holds what the server does only for somebody who has just proved that it is them, until they have.
 * Whoever subscribes asks them; all that wait at once share one question.
 */
export class ConfirmationGate {
  readonly #waiting = new Set<Waiting>();
  readonly #askers = new Set<() => void>();
  #renewal: Promise<void> = Promise.resolve();
  #renewals = 0;

  /** How often they have proved it: each time, the session got a new name. */
  get renewals(): number {
    return this.#renewals;
  }

  /** Whether there is somebody to ask them. */
  get hasAsker(): boolean {
    return this.#askers.size > 0;
  }

  readonly subscribe = (asker: () => void): (() => void) => {
    this.#askers.add(asker);
    return () => {
      this.#askers.delete(asker);
      if (this.#askers.size === 0) this.decline();
    };
  };

  readonly isWaiting = (): boolean => this.#waiting.size > 0;

  /** Resolves to whether they confirmed. What is aborted waits no longer, and is asked for no longer. */
  ask(signal?: AbortSignal | null): Promise<boolean> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const settle = (isConfirmed: boolean) => {
        signal?.removeEventListener('abort', leave);
        resolve(isConfirmed);
      };
      const leave = () => {
        this.#waiting.delete(settle);
        this.#tell();
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.add(settle);
      this.#tell();
    });
  }

  /** Has the server look at a proof; what waits goes on when it is right. Throws what `prove` throws. */
  async confirm(prove: () => Promise<unknown>): Promise<void> {
    const renewal = this.#renew(prove);
    this.#renewal = renewal.catch(() => undefined);
    await renewal;
    this.#settle(true);
  }

  readonly decline = (): void => this.#settle(false);

  /** Whether something that began at `renewals` was overtaken by a proof, also by one that is on its way. */
  async isOvertaken(renewals: number): Promise<boolean> {
    await this.#renewal;
    return this.#renewals > renewals;
  }

  async #renew(prove: () => Promise<unknown>): Promise<void> {
    await prove();
    this.#renewals += 1;
  }

  #settle(isConfirmed: boolean): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const settle of waiting) settle(isConfirmed);
    this.#tell();
  }

  #tell(): void {
    for (const asker of this.#askers) asker();
  }
}

export const confirmation = new ConfirmationGate();
