// Mantine writes its CSS variables as a string through a sink that Trusted Types guard. CSS needs no
// "<", and markup cannot do without it, so text without it is the only thing that may pass. There is
// deliberately no createScript and no createScriptURL: with those every string stays refused.

interface TrustedTypePolicyFactory {
  createPolicy(name: string, rules: { createHTML: (text: string) => string }): unknown;
}

const factory = (window as { trustedTypes?: TrustedTypePolicyFactory }).trustedTypes;

factory?.createPolicy('default', {
  createHTML: (text) => {
    if (text.includes('<')) throw new TypeError('Markup from a string is refused');
    return text;
  },
});

export {};
