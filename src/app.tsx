import { QueryClientProvider } from '@tanstack/react-query';
import type { PropsWithChildren, ReactNode } from 'react';
import { keepAnswers, queries } from './api';
import { followPlatformPrivacy } from './platform/account/privacy';
import { prepare } from './platform/screen/start';
import { askConsent } from './state/consent';
import './app.scss';

prepare();
keepAnswers();
followPlatformPrivacy(askConsent);

export default function App({ children }: PropsWithChildren): ReactNode {
  return <QueryClientProvider client={queries}>{children}</QueryClientProvider>;
}
