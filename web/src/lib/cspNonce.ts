import { setNonce } from 'get-nonce';

// Browsers hide the attribute from CSS selectors and from getAttribute; the property still has it.
export const cspNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

// Mantine's modals lock scrolling through react-remove-scroll, which asks get-nonce.
setNonce(cspNonce);
