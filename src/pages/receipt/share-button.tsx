import type { ReactNode } from 'react';
import { useShare } from '../../platform/share';
import { Button } from '../../ui';

interface Props {
  readonly title: string;
  /** the public page that verifies the receipt: the only one that others may open */
  readonly url: string;
  readonly label: string;
  /** there is no share sheet here; the link was copied instead */
  onCopied(): void;
}

/**
 * For the web. A mini-program shares pages of its own, and this one shows a receipt to nobody but its owner;
 * there the link is copied.
 */
export function ShareButton({ title, url, label, onCopied }: Props): ReactNode {
  const { share } = useShare({ title, path: url });
  const send = async (): Promise<void> => {
    const sheet = typeof navigator !== 'undefined' && 'share' in navigator;
    if ((await share()) && !sheet) onCopied();
  };
  return <Button id="share-receipt" kind="line" icon="share-2" label={label} onPress={() => void send()} />;
}
