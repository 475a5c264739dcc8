import type { ReactNode } from 'react';
import { BillFlow } from '../../flows/bill';
import { water } from './service';
import { words } from './words';

export default function Water(): ReactNode {
  return <BillFlow service={water} tariffNote={words.tariffNote} />;
}
