import { resource } from '../../api/resource';
import type { TrustedDevice } from '../../api/types';

/** Browsers that are not asked for a second step. */
export const trustedDevices = resource<TrustedDevice, never, never>('/trusted-devices');
