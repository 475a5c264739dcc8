import type { ReactNode } from 'react';
import { TopupFlow } from '../../flows/topup';
import { carrierOf } from './carriers';
import { phone } from './service';
import { words } from './words';

export default function Phone(): ReactNode {
  return <TopupFlow service={phone} note={words.note} recognise={carrierOf} />;
}
