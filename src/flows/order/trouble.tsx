import type { ReactNode } from 'react';
import { askToSignIn } from '../../api';
import type { Problem } from '../../contract/problem';
import { askConsent, useConsent } from '../../state/consent';
import { useText } from '../../text';
import { useWords } from '../../text/use-words';
import { bill } from '../../text/words/bill';
import { Empty, Failure } from '../../ui';

interface Props {
  /** what the citizen came to see */
  readonly what: 'bills' | 'order';
  /** said instead of what is said of bills and orders, where nobody is signed in or agreed */
  readonly words?: { readonly agree: string; readonly title: string; readonly note: string };
  /** null: nothing could be asked, since nobody is signed in or the privacy statement was declined */
  readonly problem: Problem | null;
  /** this page with its parameters, to come back to after signing in */
  readonly here: string;
  onAgain(): void;
}

/** In a page's place when nothing could be had: why, and the one way on. */
export function Trouble({ what, words, problem, here, onAgain }: Props): ReactNode {
  const t = useText();
  const w = useWords(bill);
  const agreed = useConsent((state) => state.agreed);
  if (!agreed) {
    const ask = async (): Promise<void> => {
      if (await askConsent()) onAgain();
    };
    return (
      <Empty
        whole
        art="hibiscus"
        title={w.agreeTitle}
        text={words?.agree ?? w.agreeNote}
        action={{ id: 'read-privacy', label: w.agree, onPress: () => void ask() }}
      />
    );
  }
  if (problem && problem.code !== 'not_signed_in') return <Failure whole problem={problem} onAgain={onAgain} />;
  const signIn = (): void => {
    // Signing in asks again for what is on screen by itself; on the web it leads to a page of its own.
    askToSignIn(here).catch(() => undefined);
  };
  return (
    <Empty
      whole
      art="hibiscus"
      title={words?.title ?? (what === 'bills' ? w.signInTitle : t.orders.signedOutTitle)}
      text={words?.note ?? (what === 'bills' ? w.signInNote : t.orders.signedOutNote)}
      action={{ id: 'sign-in', label: w.signIn, onPress: signIn }}
    />
  );
}
