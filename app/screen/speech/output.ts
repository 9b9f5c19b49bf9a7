import { type ReadonlySignal, signal } from '@preact/signals';

/**
 * Whether this machine has anything to hear with: a loudspeaker or headphones. Kinds of devices are told
 * without a permission; where they are not told at all, it is taken for granted.
 */
export function soundOutput(media: MediaDevices | undefined): ReadonlySignal<boolean> {
  const there = signal(true);
  const tell = (audible: boolean): boolean => (there.value = audible);
  const look = (): void => {
    media?.enumerateDevices().then(
      (devices) => tell(devices.some(({ kind }) => kind === 'audiooutput')),
      () => undefined,
    );
  };
  look();
  media?.addEventListener('devicechange', look);
  return there;
}
