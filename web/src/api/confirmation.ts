type Waiting = (isConfirmed: boolean) => void;

/**
 * Step-up: holds what the server does only for somebody who has just proved that it is them, until they have.
 * Whoever subscribes asks them; all that wait at once share one question.
 */
export class ConfirmationGate {
  readonly #waiting = new Set<Waiting>();
  readonly #askers = new Set<() => void>();
  #renewal: Promise<unknown> = Promise.resolve();
  #renewals = 0;

  /** How often the session got a new name. */
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
    await prove();
    this.#settle(true);
  }

  /** Sends what gives the session a new name, if the server does it. */
  async renew(request: () => Promise<Response>): Promise<Response> {
    const renewal = this.#counted(request);
    this.#renewal = renewal.catch(() => undefined);
    return await renewal;
  }

  readonly decline = (): void => this.#settle(false);

  /** Whether something that began at `renewals` was overtaken by a new name, also by one that is on its way. */
  async isOvertaken(renewals: number): Promise<boolean> {
    await this.#renewal;
    return this.#renewals > renewals;
  }

  async #counted(request: () => Promise<Response>): Promise<Response> {
    const response = await request();
    if (response.ok) this.#renewals += 1;
    return response;
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
