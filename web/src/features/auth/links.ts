/** What the links of mails about an address are for; their tokens begin with it. */
const KINDS = ['registration', 'confirmation', 'email_change', 'undo'] as const;
export type LinkKind = (typeof KINDS)[number];

export const linkKind = (token: string | null): LinkKind | null => KINDS.find((kind) => token?.startsWith(`${kind}_`)) ?? null;

interface Step {
  title: string;
  lead: string;
}

interface LinkWords extends Step {
  action: string;
  done: Step;
  /** When the link no longer works. */
  ended: string;
}

export const LINK_WORDS: Record<LinkKind, LinkWords> = {
  registration: {
    title: 'Confirm your address',
    lead: 'One click, and your account is ready.',
    action: 'Confirm my address',
    done: { title: 'Your account is ready', lead: 'Your address is confirmed. Sign in to begin.' },
    ended: 'Each link works once, for one day. If you have used it already, all is well: simply sign in. If not, have a new one sent.',
  },
  confirmation: {
    title: 'Confirm your address',
    lead: 'One click tells Clew that its mails reach you here.',
    action: 'Confirm my address',
    done: { title: 'Your address is confirmed', lead: 'Thank you. That was all.' },
    ended: 'Each link works once, for one day, and only the newest one does. You get a new one in the settings, under “Account”.',
  },
  email_change: {
    title: 'Confirm your new address',
    lead: 'From then on Clew writes to you here, and you can sign in with this address.',
    action: 'Use this address',
    done: { title: 'This is your address now', lead: 'A note about it went to the old one.' },
    ended: 'Each link works once, for one day, and only the newest one does. If your account still has the old address, ask for the change again in the settings, under “Account”.',
  },
  undo: {
    title: 'Take your old address back?',
    lead: 'Your account got another address. If that was not you, take the old one back. All devices are signed out then.',
    action: 'Take it back',
    done: { title: 'Your old address is back', lead: 'All devices are signed out. Whoever changed it may know your password, so please choose a new one now.' },
    ended: 'Each link works once, for three days. If you did not change the address yourself, choose a new password, and ask whoever runs this Clew for help.',
  },
};
