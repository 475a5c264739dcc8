import type { ReactNode } from 'react';
import { Trouble } from '../../flows/order';
import { useText } from '../../text';
import { useWords } from '../../text/use-words';
import { booking } from '../../text/words/booking';
import { Page } from '../../ui';
import { hospital as service } from './service';

/** Nothing can be asked of the hospitals before somebody is signed in. @param here to come back to */
export function SignedOut({ here }: { readonly here: string }): ReactNode {
  const t = useText();
  const w = useWords(booking);
  return (
    <Page title={service.title[t.language]}>
      <Trouble what="order" words={{ agree: w.agreeNote, title: w.signInTitle, note: w.signInNote }} problem={null} here={here} onAgain={() => {}} />
    </Page>
  );
}
