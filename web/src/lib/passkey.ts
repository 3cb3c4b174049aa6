/** Whether this browser can use passkeys at all. */
export const canUsePasskeys = (): boolean => typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

/** Has a passkey sign what the server asked; throws `NotAllowedError` when the person closes the browser's question. */
export async function signWithPasskey(options: unknown): Promise<Record<string, unknown>> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
  const credential = await navigator.credentials.get({ publicKey });
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException('no passkey', 'NotAllowedError');
  return credential.toJSON() as Record<string, unknown>;
}

/** Whether the person, and not the server, ended it. */
export const isClosedByPerson = (error: unknown): boolean => error instanceof DOMException && error.name === 'NotAllowedError';
