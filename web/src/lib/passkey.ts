/** Whether this browser can use passkeys at all. */
export const canUsePasskeys = (): boolean => typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

function answerOf(credential: Credential | null): Record<string, unknown> {
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException('no passkey', 'NotAllowedError');
  return credential.toJSON() as Record<string, unknown>;
}

/** Has a passkey sign what the server asked; throws `NotAllowedError` when the person closes the browser's question. */
export async function signWithPasskey(options: unknown): Promise<Record<string, unknown>> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
  return answerOf(await navigator.credentials.get({ publicKey }));
}

/** Has the person's device make a passkey; throws a `DOMException` that `passkeyProblem` puts into words. */
export async function makePasskey(options: unknown): Promise<Record<string, unknown>> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
  return answerOf(await navigator.credentials.create({ publicKey }));
}

/** Whether the person, and not the server, ended it. */
export const isClosedByPerson = (error: unknown): boolean => error instanceof DOMException && error.name === 'NotAllowedError';

interface Words {
  title: string;
  detail: string;
}

const NO_PLACE = {
  title: 'This device cannot keep a passkey',
  detail: 'It needs a screen lock, such as a PIN or a fingerprint. Turn one on, or choose your phone or a security key.',
};
const PROBLEMS: Record<string, Words> = {
  NotAllowedError: { title: 'No passkey was made', detail: 'The question of your browser was closed, or waited too long. Try again when you are ready.' },
  InvalidStateError: { title: 'There is a passkey already', detail: 'This device has one for your account. You can use it as it is.' },
  NotSupportedError: NO_PLACE,
  ConstraintError: NO_PLACE,
  SecurityError: { title: 'Passkeys do not work at this address', detail: 'Open Clew by its name, with https. An address made of numbers is not enough for them.' },
};

/** What went wrong between the browser and the device, in words; null where it was something else. */
export function passkeyProblem(error: unknown): Words | null {
  return error instanceof DOMException ? (PROBLEMS[error.name] ?? null) : null;
}
