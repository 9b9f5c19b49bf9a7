import type { KioskView } from '../../../shared/view/view.ts';
import { AlreadyCertified } from './already-certified.tsx';
import { Capture } from './capture.tsx';
import { ConfirmIdentity } from './confirm-identity.tsx';
import { Consent } from './consent.tsx';
import { EnterNumber } from './enter-number.tsx';
import { Fallback } from './fallback.tsx';
import { Home } from './home.tsx';
import { Identify } from './identify.tsx';
import { OutOfService } from './out-of-service.tsx';
import { Result } from './result.tsx';
import { StillHere } from './still-here.tsx';
import { Working } from './working.tsx';

/** One component for one screen, matched on `view.screen` and on nothing else. */
export function ScreenOf({ view }: { readonly view: KioskView }) {
  switch (view.screen) {
    case 'home':
      return <Home view={view} />;
    case 'identify':
      return <Identify view={view} />;
    case 'enter-number':
      return <EnterNumber view={view} />;
    case 'confirm-identity':
      return <ConfirmIdentity view={view} />;
    case 'already-certified':
      return <AlreadyCertified view={view} />;
    case 'consent':
      return <Consent view={view} />;
    case 'capture':
      return <Capture view={view} />;
    case 'fallback':
      return <Fallback view={view} />;
    case 'working':
      return <Working view={view} />;
    case 'result':
      return <Result view={view} />;
    case 'still-here':
      return <StillHere view={view} />;
    case 'out-of-service':
      return <OutOfService view={view} />;
  }
}
