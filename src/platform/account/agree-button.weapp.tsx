import { Button as NativeButton } from '@tarojs/components';
import type { ReactNode } from 'react';
import { AGREE_BUTTON } from './privacy';

interface Props {
  readonly label: string;
  onAgree(): void;
}

/** The button that says yes. WeChat takes a tap for agreement only on its own element; where the platform has no such event, the tap itself counts. */
export function AgreeButton({ label, onAgree }: Props): ReactNode {
  return (
    <NativeButton
      id={AGREE_BUTTON}
      className="agree-native button button-filled"
      hoverClass="pressed"
      openType="agreePrivacyAuthorization"
      onAgreePrivacyAuthorization={onAgree}
      onClick={onAgree}
    >
      {label}
    </NativeButton>
  );
}
