import { Center, Loader } from '@mantine/core';

export function SplashPage() {
  return (
    <Center mih="60vh">
      <Loader type="dots" aria-label="Loading" />
    </Center>
  );
}
