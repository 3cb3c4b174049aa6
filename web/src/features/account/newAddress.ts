/** The address that somebody has asked to use, until they follow the link in the mail to it. */
export interface NewAddress {
  email: string;
  /** In milliseconds. */
  askedAt: number;
}

const LINK_WORKS_MS = 24 * 60 * 60 * 1000;

/** Whether it still waits: their address is another one, and the link in the mail may still work. */
export function isAwaited(asked: NewAddress | null, email: string, now: number): asked is NewAddress {
  return asked !== null && asked.email.toLowerCase() !== email.toLowerCase() && now < asked.askedAt + LINK_WORKS_MS;
}
