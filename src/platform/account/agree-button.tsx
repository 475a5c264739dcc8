import type { ReactNode } from 'react';
import { Button } from '../../ui/parts/button';

/** The button that says yes. */
export function AgreeButton({ label, onAgree }: { readonly label: string; onAgree(): void }): ReactNode {
  return <Button id="agree" label={label} onPress={onAgree} />;
}
